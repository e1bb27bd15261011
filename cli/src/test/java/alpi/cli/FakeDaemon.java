package alpi.cli;

import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonReader;
import alpi.cli.json.JsonWriter;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A daemon that does what a test tells it, on a real Unix socket in a real home directory.
public final class FakeDaemon implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Path home;
  private final ServerSocketChannel server;
  private final Script script;
  private final boolean full;
  private final BlockingQueue<JsonObject> requests = new LinkedBlockingQueue<>();
  private final List<SocketChannel> clients = new CopyOnWriteArrayList<>();

  /// What happens to each request.
  public interface Script {
    void answer(JsonObject request, Reply reply) throws IOException;
  }

  /// Starts to listen below `home`.
  public FakeDaemon(Path home, Script script) throws IOException {
    this(home, script, false);
  }

  private FakeDaemon(Path home, Script script, boolean full) throws IOException {
    this.home = home;
    this.script = script;
    this.full = full;
    Files.createDirectories(home.resolve("host"));
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(home.resolve("host").resolve("host.sock")));
    Thread.ofVirtual().start(this::accept);
  }

  /// Lets nobody in: says so, and closes before anything can be asked.
  static FakeDaemon full(Path home) throws IOException {
    return new FakeDaemon(home, (request, reply) -> {}, true);
  }

  public Path home() {
    return home;
  }

  /// The next request that arrived, waiting for it.
  public JsonObject request() throws InterruptedException {
    JsonObject request = requests.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request arrived");
    }
    return request;
  }

  /// The next request of that method; others before it are dropped.
  public JsonObject request(String method) throws InterruptedException {
    JsonObject request = request();
    while (!request.text("method").equals(method)) {
      request = request();
    }
    return request;
  }

  /// Cuts every connection, as a killed process does.
  public void kill() throws IOException {
    server.close();
    for (SocketChannel client : clients) {
      client.close();
    }
  }

  @Override
  public void close() throws IOException {
    kill();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        clients.add(client);
        if (full) {
          new Reply(client, 0).error("busy", "The daemon serves at most 0 connections at a time.");
          client.close();
          continue;
        }
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      return; // closed by the test
    }
  }

  private void serve(SocketChannel client) {
    try (java.io.BufferedReader lines =
        new java.io.BufferedReader(
            Channels.newReader(client, java.nio.charset.StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        byte[] bytes = line.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        JsonObject request = JsonReader.readObject(bytes, 0, bytes.length);
        requests.add(request);
        script.answer(request, new Reply(client, request.number("id")));
        line = lines.readLine();
      }
    } catch (IOException e) {
      return; // the client left, or the test cut the connection
    }
  }

  /// Answers one request.
  public record Reply(SocketChannel client, long id) {
    /// One event of the request's stream.
    public void event(JsonObject event) throws IOException {
      JsonObject params = new JsonObject().put("id", id).put("seq", 7).put("event", event);
      write(new JsonObject().put("method", "host.stream").put("params", params));
    }

    public void text(int step, long offset, String text) throws IOException {
      event(
          new JsonObject()
              .put("kind", "text")
              .put("step", step)
              .put("offset", offset)
              .put("text", text));
    }

    public void accepted(String turn) throws IOException {
      event(new JsonObject().put("kind", "accepted").put("turn", turn));
    }

    public void started(String turn) throws IOException {
      event(
          new JsonObject()
              .put("kind", "started")
              .put("turn", turn)
              .put("session", "s1")
              .put("model", "none"));
    }

    public void result(JsonObject result) throws IOException {
      write(new JsonObject().put("id", id).put("result", result));
    }

    public void done(String text) throws IOException {
      result(
          new JsonObject()
              .put("turn", "t1")
              .put("session", "s1")
              .put("state", "done")
              .put("text", text));
    }

    public void failed(String code, String message) throws IOException {
      result(
          new JsonObject()
              .put("turn", "t1")
              .put("state", "failed")
              .put("text", "")
              .put("code", code)
              .put("message", message));
    }

    public void error(String code, String message) throws IOException {
      JsonObject error = new JsonObject().put("code", -32000).put("message", message);
      error.put("data", new JsonObject().put("code", code));
      JsonObject answer = id == 0 ? new JsonObject() : new JsonObject().put("id", id);
      write(answer.put("error", error));
    }

    private void write(JsonObject message) throws IOException {
      ByteBuffer line =
          ByteBuffer.wrap(JsonWriter.line(new JsonObject().put("jsonrpc", "2.0").putAll(message)));
      while (line.hasRemaining()) {
        client.write(line);
      }
    }
  }
}
