package alpi.daemon.egress.gate;

import alpi.daemon.egress.HttpHeaders;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/// Hands one request on: its head written anew from what was read, its body no longer than its head
/// says. What a client sends behind it never reaches the server, so a connection that was judged
/// for one host cannot ask another. Handles of secrets in its headers are filled on the way.
final class RequestRelay {
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "host",
          "connection",
          "proxy-connection",
          "proxy-authorization",
          "proxy-authenticate",
          "keep-alive",
          "te",
          "trailer",
          "upgrade");
  private static final int MAX_SIZE_LINE = 256;
  private static final int MAX_TRAILERS = 100;
  private static final int PIECE_BYTES = 16 << 10;
  private static final int MAX_CHUNK_DIGITS = 8;

  private final RequestHead head;
  private final Crossing crossing;
  private final Door door;

  RequestRelay(RequestHead head, Crossing crossing, Door door) {
    this.head = head;
    this.crossing = crossing;
    this.door = door;
  }

  /// Sends the head.
  ///
  /// @param path as the server is asked for it
  void sendHead(String path) throws IOException {
    List<HttpHeaders.Field> fields = new ArrayList<>();
    for (HttpHeaders.Field field : kept()) {
      String value = door.filled(field.value(), crossing.destination());
      fields.add(new HttpHeaders.Field(field.name(), value));
    }
    var text = new StringBuilder(512);
    text.append(head.method()).append(' ').append(path);
    text.append(head.http11() ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n");
    line(text, "Host", host());
    for (HttpHeaders.Field field : fields) {
      line(text, field.name(), field.value());
    }
    if (head.webSocket()) {
      line(text, "Connection", "Upgrade");
      line(text, "Upgrade", "websocket");
    } else {
      line(text, "Connection", "close");
    }
    byte[] bytes = text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    crossing.send(bytes, bytes.length);
  }

  private String host() {
    Destination to = crossing.destination();
    return to.port() == 80 ? to.host().inUrl() : to.toString();
  }

  private List<HttpHeaders.Field> kept() {
    Set<String> dropped = new HashSet<>(HOP_BY_HOP);
    for (HttpHeaders.Field field : head.headers().fields()) {
      if (field.name().equalsIgnoreCase("Connection")) {
        Arrays.stream(field.value().split(",", -1))
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .forEach(dropped::add);
      }
    }
    // These two say where the body ends; no client may have them dropped.
    dropped.remove("content-length");
    dropped.remove("transfer-encoding");
    List<HttpHeaders.Field> kept = new ArrayList<>(head.headers().fields());
    kept.removeIf(field -> dropped.contains(field.name().toLowerCase(Locale.ROOT)));
    return kept;
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value).append("\r\n");
  }

  /// Sends the body.
  void sendBody(PeekInput client) throws IOException {
    OptionalLong length = head.length();
    if (length.isPresent()) {
      exactly(client, length.getAsLong());
      return;
    }
    long size = chunkSize(client);
    while (size > 0) {
      text(Long.toHexString(size) + "\r\n");
      exactly(client, size);
      if (!client.line(0).isEmpty()) {
        throw GateRefusal.malformed("a piece of its body is longer than it says");
      }
      text("\r\n");
      size = chunkSize(client);
    }
    for (int i = 0; !client.line(GateLimits.MAX_LINE_BYTES).isEmpty(); i++) {
      if (i >= MAX_TRAILERS) {
        throw GateRefusal.malformed("its trailer is too long");
      }
    }
    text("0\r\n\r\n");
  }

  private void exactly(PeekInput client, long length) throws IOException {
    byte[] piece = new byte[(int) Math.min(PIECE_BYTES, Math.max(1, length))];
    long left = length;
    while (left > 0) {
      int size = client.read(piece, 0, (int) Math.min(piece.length, left));
      if (size < 0) {
        throw new EOFException("the client hung up in the middle of its request");
      }
      crossing.send(piece, size);
      left -= size;
    }
  }

  private static long chunkSize(PeekInput client) throws IOException {
    String line = client.line(MAX_SIZE_LINE);
    int end = line.indexOf(';');
    String digits = (end < 0 ? line : line.substring(0, end)).strip();
    if (!digits.matches("[0-9a-fA-F]{1," + MAX_CHUNK_DIGITS + "}")) {
      throw GateRefusal.malformed("the size of a piece of its body is no number");
    }
    return Long.parseLong(digits, 16);
  }

  private void text(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    crossing.send(bytes, bytes.length);
  }

  /// Hands on the head of the answer.
  ///
  /// @return whether the server agreed to leave HTTP (status 101)
  boolean switches(OutputStream client) throws IOException {
    byte[] one = new byte[1];
    var answer = new StringBuilder();
    while (answer.length() < 4 || answer.indexOf("\r\n\r\n", answer.length() - 4) < 0) {
      if (crossing.receive(one) < 0 || answer.length() >= GateLimits.MAX_HEAD_BYTES) {
        break;
      }
      answer.append((char) (one[0] & 0xff));
    }
    client.write(answer.toString().getBytes(StandardCharsets.ISO_8859_1));
    return answer.toString().matches("(?s)HTTP/1\\.1 101[ \\r].*\\r\\n\\r\\n");
  }
}
