package alpi.accept;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The packed image with a home and a workspace of its own. Closing it ends its daemon and removes
/// both.
final class Product implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path base;
  private final Map<String, String> environment = new HashMap<>();

  Product() {
    try {
      // A short path: the name of a Unix socket has room for some hundred bytes.
      base = Files.createTempDirectory("alpi");
      Files.createDirectory(workspace());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    environment.put("ALPI_HOME", home().toString());
    environment.put("NO_COLOR", "1");
    // What is tested is what was built. The start-up caches carry the build in their names.
    environment.put("ALPI_BUILD", "off");
    StartupCaches.await();
    // Daemons that live for a second start faster with the quick compiler alone.
    environment.put("ALPI_JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
  }

  record Ran(int exit, String out, String err) {
    Ran succeeded() {
      if (exit != 0) {
        throw new AssertionError("exit " + exit + "\nstdout: " + out + "\nstderr: " + err);
      }
      return this;
    }
  }

  Path home() {
    return base.resolve("home");
  }

  Path workspace() {
    return base.resolve("work");
  }

  Product with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /// The launcher inside the image.
  static Path launcher() {
    return root().resolve("cli/target/alpi/bin/alpi");
  }

  static Path root() {
    for (Path dir = Path.of(System.getProperty("alpi.root", "")).toAbsolutePath();
        dir != null;
        dir = dir.getParent()) {
      if (Files.exists(dir.resolve("ARCHITECTURE.md"))) {
        return dir;
      }
    }
    throw new IllegalStateException("not inside a checkout");
  }

  Ran run(String... arguments) {
    return runWith(new byte[0], arguments);
  }

  Ran runWith(byte[] stdin, String... arguments) {
    try {
      Process process = start(arguments);
      Thread feeder = Thread.ofVirtual().start(() -> feed(process, stdin));
      Ran ran = finish(process);
      feeder.join();
      return ran;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void feed(Process process, byte[] stdin) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(stdin);
    } catch (IOException e) {
      // The product need not read all of its input.
      process.isAlive();
    }
  }

  /// Starts the product in its workspace; the caller feeds and finishes it.
  Process start(String... arguments) {
    List<String> command = new ArrayList<>(List.of(launcher().toString()));
    command.addAll(List.of(arguments));
    try {
      return builder(command).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A line as a person would type it into a shell, in the workspace, with `alpi` on the path.
  ProcessBuilder shell(String line) {
    ProcessBuilder builder = builder(List.of("sh", "-c", line));
    String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
    builder.environment().put("PATH", launcher().getParent() + ":" + path);
    return builder;
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(workspace().toFile());
    builder.environment().keySet().removeIf(Product::leaks);
    builder.environment().putAll(environment);
    return builder;
  }

  /// Variables of the machine that would change what is tested.
  private static boolean leaks(String name) {
    return name.startsWith("ALPI_")
        || name.startsWith("OPENAI_")
        || name.startsWith("ANTHROPIC_")
        || name.startsWith("GEMINI_")
        || name.startsWith("JAVA_")
        || name.equals("JDK_JAVA_OPTIONS");
  }

  static Ran finish(Process process) throws InterruptedException {
    StringBuilder err = new StringBuilder();
    Thread errors = Thread.ofVirtual().start(() -> err.append(read(process.getErrorStream())));
    StringBuilder out = new StringBuilder();
    Thread output = Thread.ofVirtual().start(() -> out.append(read(process.getInputStream())));
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after " + PATIENCE + "\n" + out + "\n" + err);
    }
    errors.join();
    output.join();
    return new Ran(process.exitValue(), out.toString(), err.toString());
  }

  private static String read(java.io.InputStream stream) {
    try {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The running daemon of this home.
  Optional<ProcessHandle> daemon() {
    Path pid = home().resolve("service.pid");
    try {
      if (!Files.exists(pid)) {
        return Optional.empty();
      }
      String first = Files.readString(pid).strip().split("\\s+", 2)[0];
      return first.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(first));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends the daemon as a power cut would. It is no child of ours, so the JDK would look for its
  /// end only after 300 ms, 600 ms and so on; we look each millisecond. Where nobody collects the
  /// dead at once they still count as alive for the JDK, though they hold nothing any more.
  void kill() {
    Optional<ProcessHandle> daemon = daemon();
    daemon.ifPresent(ProcessHandle::destroyForcibly);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (daemon.filter(ProcessHandle::isAlive).filter(each -> !isDead(each)).isPresent()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("the daemon outlives its kill: " + daemon);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static boolean isDead(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return false;
    }
  }

  Path write(String name, String text) {
    try {
      Path file = workspace().resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
    try {
      Files.walkFileTree(base, new Remove());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Remove extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path dir, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
      Files.delete(dir);
      return FileVisitResult.CONTINUE;
    }
  }
}
