package alpi.cli.stdio;

import alpi.cli.host.DaemonLink;
import alpi.cli.host.DaemonStarter;
import alpi.cli.host.HomePaths;
import alpi.cli.host.HostClient;
import alpi.cli.host.HostFault;
import alpi.cli.json.JsonObject;
import java.io.IOException;

/// The daemon as a helper of another program asks it: many questions at once, each over a
/// connection of its own, and a daemon that was stopped meanwhile is started again.
public final class Daemon {
  private final HomePaths home;
  private final String profile;
  private final JsonObject environment;
  private final DaemonStarter.Progress progress;

  /// @param environment what models need from the environment of this process
  public Daemon(
      HomePaths home, String profile, JsonObject environment, DaemonStarter.Progress progress) {
    this.home = home;
    this.profile = profile;
    this.environment = environment;
    this.progress = progress;
  }

  /// What is done with each event of a stream.
  public interface Each {
    void take(JsonObject event) throws IOException, InterruptedException;
  }

  /// Params that name the profile.
  public JsonObject params() {
    return new JsonObject().put("profile", profile);
  }

  /// Params of a turn: the profile, and what its model needs.
  public JsonObject turn() {
    return params().put("environment", environment);
  }

  /// Asks and waits.
  ///
  /// @throws HostFault with the daemon's own sentence when it refuses
  public JsonObject ask(String verb, JsonObject params) throws IOException {
    try (HostClient client = connected()) {
      return client.call(verb, params);
    }
  }

  /// Asks, hands on each event, and gives the answer at the end.
  ///
  /// @throws HostFault with the daemon's own sentence when it refuses
  public JsonObject follow(String verb, JsonObject params, Each each)
      throws IOException, InterruptedException {
    try (HostClient client = connected()) {
      long id = client.send(verb, params);
      while (true) {
        JsonObject message = client.next();
        if (message == null) {
          throw new IOException("it closed the connection");
        }
        JsonObject told = message.object("params");
        if (message.has("method") && told.number("id") == id) {
          each.take(told.object("event"));
        } else if (message.number("id") == id && message.has("error")) {
          throw HostFault.of(message.object("error"));
        } else if (message.number("id") == id) {
          return message.object("result");
        }
      }
    }
  }

  private HostClient connected() {
    return DaemonLink.begin(home).connected(progress);
  }
}
