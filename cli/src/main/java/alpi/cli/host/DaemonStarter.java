package alpi.cli.host;

import alpi.cli.term.Refusal;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts the daemon as a process of its own and waits until its socket answers.
public final class DaemonStarter {
  /// How long a daemon may take to answer, in milliseconds.
  public static final long PATIENCE_MILLIS = 30_000;

  /// How long to go on asking after the started process ended and no other daemon is known.
  private static final long GRACE_MILLIS = 1_000;

  private static final long FIRST_PAUSE_MILLIS = 5;
  private static final long LONGEST_PAUSE_MILLIS = 10;

  /// Runs its arguments in the background, with what they print added to the file named first.
  private static final String BEHIND = "\"$@\" </dev/null >>\"$0\" 2>&1 & echo $!";

  private static final int TAIL_BYTES = 4_096;
  private static final int TAIL_LINES = 12;

  private final HomePaths home;

  public DaemonStarter(HomePaths home) {
    this.home = home;
  }

  /// Told once, when a daemon is being started.
  public interface Progress {
    void starting();
  }

  /// Starts a daemon and connects to it.
  ///
  /// @throws Refusal when it does not answer in time; carries the end of what it printed
  public HostClient start(Progress progress) {
    progress.starting();
    HomePaths.privateDirectory(home.root());
    HomePaths.privateDirectory(home.logs());
    long pid;
    try {
      pid = launch();
    } catch (IOException e) {
      throw unreachable("The daemon could not be started: " + e.getMessage() + ".");
    }
    return await(pid);
  }

  /// Starts the daemon below a shell that is gone at once. A child of this process would hold up
  /// its end: a JVM that exits gives the thread which waits for a child 0.3 seconds to come back.
  private long launch() throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", BEHIND));
    command.add(HomePaths.privateFile(home.daemonOutput()).toString());
    Path setsid = Path.of("/usr/bin/setsid");
    if (Files.isExecutable(setsid)) {
      command.add(setsid.toString());
    }
    String launcher = System.getProperty("alpi.launcher");
    if (launcher == null) {
      throw new IOException("this client was not run by the alpi launcher; run `alpi daemon run`");
    }
    command.add(launcher);
    command.add("daemon");
    command.add("run");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ALPI_HOME", home.root().toString());
    builder.environment().put("ALPI_BUILD", "off");
    builder.directory(home.root().toFile());
    Process shell = builder.start();
    String pid = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      return Long.parseLong(pid);
    } catch (NumberFormatException e) {
      throw new IOException("the shell did not name a process", e);
    }
  }

  private HostClient await(long pid) {
    long begun = System.nanoTime();
    long deadline = begun + PATIENCE_MILLIS * 1_000_000;
    long pause = FIRST_PAUSE_MILLIS;
    boolean ended = false;
    while (System.nanoTime() - deadline < 0) {
      try {
        return HostClient.connect(home.socket());
      } catch (SocketException | java.nio.file.NoSuchFileException e) {
        pause(pause);
      } catch (IOException e) {
        throw unreachable("The daemon's socket cannot be used: " + e.getMessage() + ".");
      }
      pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
      if (!ended && Processes.isGone(pid)) {
        ended = true;
        if (!anotherComesUp()) {
          deadline = Math.min(deadline, System.nanoTime() + GRACE_MILLIS * 1_000_000);
        }
      }
    }
    throw unreachable(
        ended
            ? "The daemon ended as soon as it was started."
            : "The daemon did not answer within " + PATIENCE_MILLIS / 1000 + " seconds.");
  }

  /// Whether the home belongs to a daemon that somebody else started just before.
  private boolean anotherComesUp() {
    try {
      String first = Files.readString(home.daemonPid()).strip().split("\\s", 2)[0];
      return !Processes.isGone(Long.parseLong(first));
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(130, "cancelled", "Interrupted.", "");
    }
  }

  private Refusal unreachable(String sentence) {
    String tail = tail();
    return new Refusal(
        Refusal.UNREACHABLE,
        "daemon_unreachable",
        tail.isEmpty() ? sentence : sentence + " The end of " + home.daemonOutput() + ":\n" + tail,
        "Run `alpi daemon run` in a terminal to watch it start, or `alpi doctor`.");
  }

  private String tail() {
    try {
      byte[] all = Files.readAllBytes(home.daemonOutput());
      int from = Math.max(0, all.length - TAIL_BYTES);
      String text = new String(all, from, all.length - from, StandardCharsets.UTF_8).strip();
      int at = text.length();
      for (int lines = 0; at >= 0 && lines < TAIL_LINES; lines++) {
        at = text.lastIndexOf('\n', at - 1);
      }
      return text.substring(at + 1);
    } catch (IOException e) {
      return "";
    }
  }
}
