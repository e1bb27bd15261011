package alpi.cli.host;

import alpi.cli.term.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Reaches the daemon, starting it when nobody answers.
///
/// The first attempt runs on a thread of its own, begun before the command line is parsed: a JVM
/// needs some 20 ms to make its first Unix socket, and the parser as long for its own classes.
public final class DaemonLink {
  private final HomePaths home;
  private final Dial dial;

  private DaemonLink(HomePaths home, Dial dial) {
    this.home = home;
    this.dial = dial;
  }

  /// Begins to connect.
  ///
  /// @throws Refusal when there can be no socket at that path
  public static DaemonLink begin(HomePaths home) {
    Dial dial = new Dial(home.socket());
    dial.start();
    return new DaemonLink(home, dial);
  }

  /// The connection, if a daemon runs.
  public @Nullable HostClient ifRunning() {
    try {
      dial.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return dial.client;
  }

  /// The connection, to a daemon started for it if need be.
  ///
  /// @throws Refusal when the daemon does not come up
  public HostClient connected(DaemonStarter.Progress progress) {
    HostClient client = ifRunning();
    return client != null ? client : new DaemonStarter(home).start(progress);
  }

  private static final class Dial extends Thread {
    private final Path socket;
    private @Nullable HostClient client;

    Dial(Path socket) {
      super("dial");
      this.socket = socket;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        client = HostClient.connect(socket);
      } catch (IOException e) {
        // No file, nobody listening, or no right to ask: the starter finds out which, and says so.
        client = null;
      }
    }
  }
}
