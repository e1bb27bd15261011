package alpi.cli.talk;

import alpi.cli.host.HomePaths;
import alpi.cli.host.HostClient;
import alpi.cli.host.HostFault;
import alpi.cli.json.JsonObject;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A second connection for questions with one answer, beside the one that follows the turn.
final class Desk implements AutoCloseable {
  private final HomePaths home;
  private @Nullable HostClient client;

  Desk(HomePaths home) {
    this.home = home;
  }

  /// Asks the daemon.
  ///
  /// @throws alpi.cli.term.Refusal with the daemon's own sentence when it refuses
  JsonObject ask(String method, JsonObject params) throws IOException {
    HostClient open = client;
    if (open == null) {
      open = HostClient.connect(home.socket());
      client = open;
    }
    try {
      return open.call(method, params);
    } catch (HostFault e) {
      throw e.refusal();
    } catch (IOException e) {
      client = null;
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    HostClient open = client;
    if (open != null) {
      open.close();
    }
  }
}
