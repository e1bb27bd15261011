package alpi.cli.command;

import alpi.cli.host.HostClient;
import alpi.cli.host.HostFault;
import alpi.cli.json.JsonObject;
import java.io.IOException;

/// A streaming verb, followed to its answer.
final class Following {
  private Following() {}

  /// What is done with each event.
  interface Each {
    void take(JsonObject event) throws IOException;
  }

  /// Asks, hands each event on as it comes, and gives the answer at the end. What was printed is
  /// shown whenever nothing more is waiting.
  ///
  /// @throws alpi.cli.term.Refusal with the daemon's own sentence when it refuses
  static JsonObject follow(Call call, String verb, JsonObject params, Each each)
      throws IOException {
    HostClient client = call.client();
    long id = client.send(verb, params);
    while (true) {
      if (!client.isReady()) {
        call.out().flush();
      }
      JsonObject message = client.next();
      if (message == null) {
        throw new IOException("closed");
      }
      JsonObject told = message.object("params");
      if (message.has("method") && told.number("id") == id) {
        JsonObject event = told.object("event");
        each.take(event.has("event") ? event.object("event") : event);
      } else if (message.number("id") == id) {
        if (message.has("error")) {
          throw HostFault.of(message.object("error")).refusal();
        }
        return message.object("result");
      }
    }
  }
}
