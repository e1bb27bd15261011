package alpi.daemon.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a program of the desktop one thing: its keyring, its notifications. The program is the
/// owner's and no tool's; it gets its words, a text on its standard input and little environment,
/// and a bounded time to answer in.
public final class DesktopProgram {
  /// How long a program may take; a keyring may be asking for its password meanwhile.
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Most bytes of an answer.
  static final int MAX_ANSWER = 64 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(DesktopProgram.class);

  /// What these programs need to find the session of the desktop.
  private static final Set<String> PASSED =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "LANG",
          "DISPLAY",
          "WAYLAND_DISPLAY",
          "XDG_RUNTIME_DIR",
          "DBUS_SESSION_BUS_ADDRESS");

  private final Map<String, String> environment = new HashMap<>();
  private final BinaryLookup programs;
  private final Duration patience;

  public DesktopProgram(Map<String, String> ours) {
    this(ours, PATIENCE);
  }

  DesktopProgram(Map<String, String> ours, Duration patience) {
    ours.forEach((name, value) -> {
      if (PASSED.contains(name)) {
        environment.put(name, value);
      }
    });
    this.programs =
        new BinaryLookup(environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
    this.patience = patience;
  }

  /// What a program answered.
  ///
  /// @param complaint what it said on its standard error
  public record Answer(int exit, String text, String complaint) {
    public boolean ok() {
      return exit == 0;
    }

    /// Keeps the text, which may be a secret, out of every log.
    @Override
    public String toString() {
      return "Answer[" + exit + "]";
    }
  }

  /// Whether there is such a program.
  public boolean has(String program) {
    return programs.locate(program, Path.of("/")).isPresent();
  }

  /// A variable of the desktop's session.
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /// Runs a program to its end.
  ///
  /// @param words the program and its arguments; never a secret, which others could read there
  /// @param input what it reads
  /// @return empty when it is not there, could not be started, or took too long
  public Optional<Answer> ask(List<String> words, String input) {
    Optional<Path> program = programs.locate(words.getFirst(), Path.of("/"));
    return program.flatMap(path -> run(path, words, input));
  }

  private Optional<Answer> run(Path program, List<String> words, String input) {
    List<String> command = new ArrayList<>(words);
    command.set(0, program.toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      try {
        return answer(process, input);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("event=desktop_program_failed program={} reason={}", words.getFirst(), e.toString());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Optional<Answer> answer(Process process, String input)
      throws IOException, InterruptedException {
    var said = new ByteArrayOutputStream();
    var complained = new ByteArrayOutputStream();
    Thread reader = Thread.ofVirtual().start(() -> copy(process.getInputStream(), said));
    Thread other = Thread.ofVirtual().start(() -> copy(process.getErrorStream(), complained));
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It did not want to hear: what it says by its status counts.
      LOG.debug("event=desktop_program_deaf reason={}", e.toString());
    }
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warn("event=desktop_program_late pid={}", process.pid());
      return Optional.empty();
    }
    reader.join();
    other.join();
    return Optional.of(
        new Answer(
            process.exitValue(),
            said.toString(StandardCharsets.UTF_8),
            complained.toString(StandardCharsets.UTF_8)));
  }

  private static void copy(InputStream from, ByteArrayOutputStream to) {
    try {
      to.write(from.readNBytes(MAX_ANSWER));
    } catch (IOException e) {
      LOG.debug("event=desktop_program_cut reason={}", e.toString());
    }
  }
}
