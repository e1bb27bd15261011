package alpi.daemon.host;

import alpi.alp.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A client as small as can be: writes bytes, reads lines. Blocking; a test's timeout bounds it.
public final class TestClient implements AutoCloseable {
  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocate(64 << 10).flip();

  public TestClient(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  void send(String text) throws IOException {
    raw((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  void raw(byte[] bytes) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  public void call(int id, String method, String params) throws IOException {
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
            .formatted(id, method, params));
  }

  /// Calls and reads one line.
  public JsonNode ask(String method, String params) throws IOException {
    call(1, method, params);
    return read();
  }

  public JsonNode read() throws IOException {
    return maybeRead().orElseThrow(() -> new IOException("the daemon closed the connection"));
  }

  /// @return empty at the end of the stream
  Optional<JsonNode> maybeRead() throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      while (in.hasRemaining()) {
        byte b = in.get();
        if (b == '\n') {
          return Optional.of(Json.parse(line.toString(StandardCharsets.UTF_8)));
        }
        line.write(b);
      }
      in.clear();
      int got = channel.read(in);
      in.flip();
      if (got < 0) {
        return Optional.empty();
      }
    }
  }

  /// Leaves before the end of a test's block.
  void hangUp() throws IOException {
    channel.close();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
