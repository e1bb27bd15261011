package alpi.cli.aot;

import alpi.cli.Main;
import alpi.cli.host.DaemonStarter;
import alpi.cli.host.HomePaths;
import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonWriter;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Runs `chat --once` against a scripted daemon in this same process, so that the JVM records which
/// classes a real run needs. `ALPI_HOME` is not consulted: the socket lies in a directory of its
/// own.
public final class Rehearsal {
  private static final int ROUNDS = 3;
  private static final int DELTAS = 20;

  private Rehearsal() {}

  public static void main(String[] args) throws IOException {
    Path home = Files.createTempDirectory("alpi");
    try {
      Files.createDirectory(home.resolve("host"));
      Path socket = home.resolve("host").resolve("host.sock");
      try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread script = new Thread(() -> serve(server), "script");
        script.setDaemon(true);
        script.start();
        for (int i = 0; i < ROUNDS; i++) {
          Main.runAt(home, "chat", "--once", "Rehearse.");
          Main.runAt(home, "chat", "--once", "Rehearse.", "--json", "--model", "none");
          Main.runAt(home, "chat", "--once", "Rehearse.", "--stream-json");
          Main.runAt(home, "sessions", "list");
        }
        startNothing(home);
        Main.runAt(home, "version");
        Main.runAt(home, "--help");
        Main.runAt(home, "chat", "--help");
      }
    } finally {
      clear(home);
    }
    Runtime.getRuntime().halt(0);
  }

  /// What a client does when no daemon runs, with a program in its place that does nothing.
  private static void startNothing(Path home) throws IOException {
    System.setProperty("alpi.launcher", "/bin/true");
    new DaemonStarter(new HomePaths(home)).start(() -> {}).close();
  }

  private static void serve(ServerSocketChannel server) {
    try {
      while (true) {
        try (SocketChannel client = server.accept()) {
          answer(client);
        }
      }
    } catch (IOException e) {
      // The rehearsal is over: the server was closed under this thread.
      return;
    }
  }

  /// Every request gets the same stream; its id is always 1, the first of a connection.
  private static void answer(SocketChannel client) throws IOException {
    ByteBuffer request = ByteBuffer.allocate(64 << 10);
    int read = client.read(request);
    while (read > 0 && request.get(request.position() - 1) != '\n') {
      read = client.read(request);
    }
    if (request.position() == 0) {
      return;
    }
    say(client, event("started").put("turn", "t").put("session", "s").put("model", "none"));
    say(client, event("retrying").put("attempt", 2).put("delayMillis", 1).put("reason", "none"));
    say(client, event("tool.called").put("tool", "read").put("summary", "a file"));
    say(client, event("tool.answered").put("tool", "read").put("ok", true));
    for (int i = 0; i < DELTAS; i++) {
      String text = i % 2 == 0 ? "word " : "“wörd”\n";
      say(client, event("text").put("step", 1).put("offset", 6L * i).put("text", text));
    }
    JsonObject result = new JsonObject().put("turn", "t").put("session", "s");
    result.put("state", "done").put("text", "words").put("model", "none").put("millis", 1);
    JsonObject response = new JsonObject().put("jsonrpc", "2.0").put("id", 1);
    write(client, response.put("result", result));
  }

  private static JsonObject event(String kind) {
    return new JsonObject().put("kind", kind);
  }

  private static void say(SocketChannel client, JsonObject event) throws IOException {
    JsonObject params = new JsonObject().put("id", 1).put("seq", 7).put("event", event);
    JsonObject message = new JsonObject().put("jsonrpc", "2.0").put("method", "host.stream");
    write(client, message.put("params", params));
  }

  private static void write(SocketChannel client, JsonObject message) throws IOException {
    ByteBuffer line = ByteBuffer.wrap(JsonWriter.line(message));
    while (line.hasRemaining()) {
      client.write(line);
    }
  }

  private static void clear(Path dir) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
