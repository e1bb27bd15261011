package alpi.daemon.egress.gate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A server that reads one request, says something and no more, and listens on until the other side
/// hangs up. It keeps every byte that it heard.
final class PlainServer implements AutoCloseable {
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final ServerSocket server;
  private final String answer;
  private final String lastBytes;

  /// @param lastBytes how a whole request ends
  PlainServer(String answer, String lastBytes) throws IOException {
    this.answer = answer;
    this.lastBytes = lastBytes;
    this.server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  PlainServer() throws IOException {
    this("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi", "\r\n\r\n");
  }

  int port() {
    return server.getLocalPort();
  }

  /// Everything that one client said, once it has hung up.
  String heard() {
    try {
      return heard.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var bytes = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      String text = "";
      while (!text.endsWith(lastBytes)) {
        int next = in.read();
        if (next < 0) {
          break;
        }
        bytes.write(next);
        text = bytes.toString(StandardCharsets.ISO_8859_1);
      }
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      in.transferTo(bytes);
      heard.add(bytes.toString(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      heard.add("broken");
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
