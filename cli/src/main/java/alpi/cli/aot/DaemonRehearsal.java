package alpi.cli.aot;

import alpi.cli.host.HomePaths;
import alpi.cli.host.HostClient;
import alpi.cli.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/// Starts a daemon in a directory of its own, has it do a little of everything, with a scripted
/// model and with none, and stops it, so that the JVM records which classes a daemon needs.
public final class DaemonRehearsal {
  private static final long START_MILLIS = 60_000;
  private static final long STOP_MILLIS = 120_000;
  private static final long PAUSE_MILLIS = 50;

  /// Turns with a scripted model: enough for the JVM to see what is called often.
  private static final int ROUNDS = 10;

  private DaemonRehearsal() {}

  /// @param args the directory, then the command that runs a daemon
  public static void main(String[] args) throws IOException, InterruptedException {
    Path home = Path.of(args[0], "h");
    HomePaths.privateDirectory(home);
    Path note = Files.writeString(home.resolve("note.txt"), "Mercury is near. Neptune is far.\n");
    ProcessBuilder builder =
        new ProcessBuilder(Arrays.asList(args).subList(1, args.length)).inheritIO();
    builder.environment().put("ALPI_HOME", home.toString());
    builder.redirectInput(new File("/dev/null"));
    try (RehearsedModel model = RehearsedModel.start()) {
      builder.environment().put("OPENAI_BASE_URL", model.url());
      builder.environment().put("OPENAI_API_KEY", "none");
      rehearse(builder.start(), home, note);
    }
  }

  private static void rehearse(Process daemon, Path home, Path note)
      throws IOException, InterruptedException {
    try {
      perform(connect(home, daemon), note);
      boolean ended = daemon.waitFor(STOP_MILLIS, TimeUnit.MILLISECONDS);
      Runtime.getRuntime().halt(ended ? daemon.exitValue() : 1);
    } finally {
      daemon.destroyForcibly();
    }
  }

  private static HostClient connect(Path home, Process daemon)
      throws IOException, InterruptedException {
    Path socket = new HomePaths(home).socket();
    long deadline = System.nanoTime() + START_MILLIS * 1_000_000;
    while (daemon.isAlive() && System.nanoTime() - deadline < 0) {
      if (Files.exists(socket)) {
        return HostClient.connect(socket);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new IOException("the daemon did not come up");
  }

  private static void perform(HostClient client, Path note) throws IOException {
    call(client, "host.version", new JsonObject());
    call(client, "host.daemon.status", new JsonObject());
    call(client, "host.profile.list", new JsonObject());
    call(client, "host.model.list", new JsonObject());
    String cwd = String.valueOf(note.getParent());
    for (String text : new String[] {"Summarise note.txt", "List the files here", "2 + 2"}) {
      turn(client, text, cwd, "builtin/responder");
    }
    for (int i = 0; i < ROUNDS; i++) {
      turn(client, "A few words, please", cwd, "openai/rehearsed");
      turn(client, "Run: echo rehearsed", cwd, "openai/rehearsed");
    }
    call(client, "host.session.list", new JsonObject());
    call(client, "host.events.read", new JsonObject().put("limit", 50));
    call(client, "host.journal.verify", new JsonObject());
    call(client, "host.daemon.stop", new JsonObject());
  }

  private static void turn(HostClient client, String text, String cwd, String model)
      throws IOException {
    JsonObject send = new JsonObject().put("text", text).put("cwd", cwd).put("model", model);
    call(client, "host.chat.send", send.put("attended", false));
  }

  /// A verb that fails is no reason to have no cache.
  private static void call(HostClient client, String method, JsonObject params) throws IOException {
    long id = client.send(method, params);
    JsonObject message = client.next();
    while (message != null && (message.has("method") || message.number("id") != id)) {
      message = client.next();
    }
  }
}
