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
    try {
      return answer(method, params);
    } catch (HostFault e) {
      throw e.refusal();
    }
  }

  private JsonObject answer(String method, JsonObject params) throws IOException {
    HostClient open = client;
    if (open == null) {
      return fresh().call(method, params);
    }
    try {
      return open.call(method, params);
    } catch (IOException e) {
      // The daemon may have been started anew since the last question.
      return fresh().call(method, params);
    }
  }

  private HostClient fresh() throws IOException {
    close();
    client = null;
    HostClient open = HostClient.connect(home.socket());
    client = open;
    return open;
  }

  @Override
  public void close() throws IOException {
    HostClient open = client;
    if (open != null) {
      open.close();
    }
  }
}
