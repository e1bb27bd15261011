package alpi.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The client as a process of its own, with real pipes for its standard streams.
final class Client implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Thread> drains = new ArrayList<>();

  private Client(Process process, boolean drained) {
    this.process = process;
    if (drained) {
      drains.add(Thread.ofVirtual().start(() -> drain(process.getInputStream(), out)));
    }
    drains.add(Thread.ofVirtual().start(() -> drain(process.getErrorStream(), err)));
  }

  /// Starts it with an empty standard input.
  static Client run(Path home, String... args) throws IOException {
    ProcessBuilder builder = builder(home, List.of(), args);
    builder.redirectInput(Path.of("/dev/null").toFile());
    return new Client(builder.start(), true);
  }

  /// Starts it with standard input as a pipe that the test writes and closes.
  static Client piped(Path home, String... args) throws IOException {
    return new Client(builder(home, List.of(), args).start(), true);
  }

  /// Starts it with pipes that the test writes and reads itself.
  static Client talking(Path home, String... args) throws IOException {
    return new Client(builder(home, List.of(), args).start(), false);
  }

  /// Starts it with options for its JVM.
  static Client withOptions(Path home, List<String> options, String... args) throws IOException {
    ProcessBuilder builder = builder(home, options, args);
    builder.redirectInput(Path.of("/dev/null").toFile());
    return new Client(builder.start(), true);
  }

  /// Starts it with a standard output that nobody reads.
  static Client unread(Path home, String... args) throws IOException {
    ProcessBuilder builder = builder(home, List.of(), args);
    builder.redirectInput(Path.of("/dev/null").toFile());
    return new Client(builder.start(), false);
  }

  private static ProcessBuilder builder(Path home, List<String> options, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m"));
    command.addAll(options);
    command.addAll(List.of("-Dalpi.tty=", "-cp", System.getProperty("java.class.path")));
    command.add("alpi.cli.Main");
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL"));
    builder.environment().remove("ALPI_PROFILE");
    builder.environment().put("ALPI_HOME", home.toString());
    return builder;
  }

  Process process() {
    return process;
  }

  /// Waits for its end and returns the exit status.
  int exit() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the client hangs; stderr: " + err());
    }
    for (Thread drain : drains) {
      drain.join();
    }
    return process.exitValue();
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static void drain(InputStream from, ByteArrayOutputStream to) {
    try {
      from.transferTo(to);
    } catch (IOException e) {
      return; // the process was killed by the test
    }
  }
}
