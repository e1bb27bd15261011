package alpi.accept;

import alpi.alp.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A client of the host plane that sends what it is told to, correct or not.
final class Wire implements AutoCloseable {
  private final SocketChannel channel;
  private final BufferedReader lines;

  Wire(Product product) {
    Path socket = product.home().resolve("host/host.sock");
    try {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(socket));
      lines =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Wire send(String text) {
    ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Wire call(int id, String method, ObjectNode params) {
    ObjectNode request = Json.object().put("jsonrpc", "2.0").put("id", id).put("method", method);
    request.set("params", params);
    return send(Json.text(request));
  }

  JsonNode next() {
    try {
      String line = lines.readLine();
      if (line == null) {
        throw new AssertionError("the daemon closed the connection");
      }
      return Json.parse(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The next message that is wanted; others are dropped.
  JsonNode until(Predicate<JsonNode> wanted) {
    while (true) {
      JsonNode message = next();
      if (wanted.test(message)) {
        return message;
      }
    }
  }

  /// The answer to a request, whatever streams before it.
  JsonNode answer(int id) {
    return until(message -> !message.has("method") && message.path("id").asInt(-1) == id);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
