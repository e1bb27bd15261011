package alpi.daemon.host.ws;

import alpi.alp.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// A client of another make: the JDK's own WebSocket. Blocking; a test's timeout bounds it.
final class WebClient implements AutoCloseable, WebSocket.Listener {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final long PATIENCE = 40;

  private final WebSocket socket;
  private final StringBuilder partial = new StringBuilder();
  private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private volatile boolean reads = true;
  private int next = 1;

  WebClient(int port) {
    socket =
        HTTP.newWebSocketBuilder()
            .header("Origin", "http://127.0.0.1:" + port)
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/rpc"), this)
            .join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      messages.add(Json.parse(partial.toString()));
      partial.setLength(0);
    }
    if (reads) {
      from.request(1);
    }
    return CompletableFuture.completedFuture(null);
  }

  /// Takes nothing more from the socket, which stays open.
  void readNothing() {
    reads = false;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.complete(-1);
  }

  int call(String method, String params) {
    int id = next++;
    raw(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
            .formatted(id, method, params));
    return id;
  }

  void raw(String text) {
    socket.sendText(text, true).join();
  }

  void binary(byte[] bytes) {
    socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
  }

  JsonNode read() throws InterruptedException {
    JsonNode message = messages.poll(PATIENCE, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("the door said nothing");
    }
    return message;
  }

  /// Calls, and reads up to the answer.
  JsonNode ask(String method, String params) throws InterruptedException {
    int id = call(method, params);
    JsonNode message = read();
    while (message.path("id").asInt(0) != id) {
      message = read();
    }
    return message;
  }

  JsonNode enter(String token) throws InterruptedException {
    return ask("host.device.enter", "{\"token\":\"" + token + "\"}");
  }

  String code(String method, String params) throws InterruptedException {
    return ask(method, params).at("/error/data/code").asString("");
  }

  /// Waits for the end, and tells its code.
  int end() throws Exception {
    return closed.get(PATIENCE, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    socket.abort();
  }
}
