package alpi.cli.talk;

import alpi.cli.FakeDaemon;
import alpi.cli.host.HomePaths;
import alpi.cli.host.HostClient;
import alpi.cli.json.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jline.terminal.Size;
import org.jline.utils.ScreenTerminal;

/// A conversation with a daemon of the test's making, on a screen that the test can read.
final class TerminalFixture implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final String CTRL_C = "\u0003";

  /// Between two attempts to leave: signals that come at once count as one.
  private static final long PAUSE_MILLIS = 50;

  private static final long LOOK_MILLIS = 1_000;

  private final Path base;
  private final FakeDaemon daemon;
  private final ScreenTerminal.VirtualTerminal virtual;
  private final ExecutorService talking = Executors.newVirtualThreadPerTaskExecutor();
  private final Future<Integer> exit;

  /// A terminal whose daemon leaves every turn to the test and agrees to all else.
  ///
  /// @param turns where the stream of each turn is put, for the test to play
  static TerminalFixture playing(int columns, int rows, Queue<FakeDaemon.Reply> turns)
      throws IOException {
    return new TerminalFixture(
        columns,
        rows,
        (request, reply) -> {
          switch (request.text("method")) {
            case "host.chat.send" -> turns.add(reply);
            case "host.chat.steer" -> reply.result(new JsonObject().put("accepted", true));
            default -> reply.result(new JsonObject());
          }
        });
  }

  TerminalFixture(int columns, int rows, FakeDaemon.Script script) throws IOException {
    this("xterm-256color", columns, rows, script);
  }

  TerminalFixture(String type, int columns, int rows, FakeDaemon.Script script) throws IOException {
    this(type, columns, rows, script, "");
  }

  /// @param first what was asked on the command line already
  TerminalFixture(String type, int columns, int rows, FakeDaemon.Script script, String first)
      throws IOException {
    // A short path: the name of a Unix socket has room for some hundred bytes.
    base = Files.createTempDirectory("alpi");
    daemon = new FakeDaemon(base, script);
    virtual = ScreenTerminal.withTerminal("test", type, columns, rows);
    HomePaths home = new HomePaths(base);
    HostClient client = HostClient.connect(home.socket());
    Callable<Integer> talk =
        () ->
            Conversation.hold(
                home,
                client,
                virtual.terminal(),
                false,
                new JsonObject().put("profile", "default").put("text", first));
    exit = talking.submit(talk);
    waitFor(screen -> screen.contains("›"));
  }

  FakeDaemon daemon() {
    return daemon;
  }

  Path history() {
    return base.resolve("history");
  }

  void type(String text) throws IOException {
    virtual.terminal().processInputBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  void resize(int columns, int rows) {
    virtual.screen().setSize(Size.of(columns, rows));
    virtual.terminal().setSize(Size.of(columns, rows));
  }

  /// The rows of the screen without blanks at their ends, and without empty rows below.
  String screen() {
    return virtual
        .screen()
        .toString()
        .lines()
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n"))
        .stripTrailing();
  }

  String waitFor(Predicate<String> shown) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    String screen = screen();
    while (!shown.test(screen)) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not shown:\n" + screen);
      }
      try {
        virtual.screen().waitDirty(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      screen = screen();
    }
    return screen;
  }

  String waitFor(String text) {
    return waitFor(screen -> screen.contains(text));
  }

  int exit() throws Exception {
    return exit.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private boolean isOver() throws IOException {
    try {
      exit.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the conversation was ending");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /// Leaves as a person does, if the test did not.
  @Override
  public void close() throws IOException {
    daemon.close();
    long presses = PATIENCE_SECONDS * 1_000 / PAUSE_MILLIS;
    while (!isOver() && presses-- > 0) {
      type(CTRL_C);
    }
    virtual.terminal().close();
    talking.close();
    removeFiles();
  }

  private void removeFiles() throws IOException {
    try (Stream<Path> files = Files.walk(base)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
