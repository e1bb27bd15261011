package alpi.daemon.host.ws;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Requests as they are written, for those that no honest client sends.
final class RawHttp {
  private final int port;

  RawHttp(int port) {
    this.port = port;
  }

  /// An answer up to the end of the connection.
  record Answer(String text) {
    int status() {
      return text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(9, 12)) : 0;
    }

    boolean says(String header) {
      return text.lines().anyMatch(line -> line.equalsIgnoreCase(header));
    }
  }

  /// Sends bytes, reads what comes back first.
  Answer send(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(40_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      byte[] buffer = new byte[64 << 10];
      StringBuilder text = new StringBuilder();
      int read = socket.getInputStream().read(buffer);
      while (read > 0 && text.indexOf("\r\n\r\n") < 0) {
        text.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
        read = text.indexOf("\r\n\r\n") < 0 ? socket.getInputStream().read(buffer) : 0;
      }
      return new Answer(text.toString());
    }
  }

  Answer get(String path, String host, String more) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n");
  }

  Answer upgrade(String host, String more) throws IOException {
    return get(
        "/rpc",
        host,
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + more);
  }
}
