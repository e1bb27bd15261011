package alpi.browser.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A proxy that hands requests for `site.test` to a site of ours, and refuses and notes all others.
public final class ProxyFixture implements AutoCloseable {
  private final ServerSocket server;
  private final Site site;
  private final List<String> refused = new CopyOnWriteArrayList<>();

  public ProxyFixture(Site site) {
    this.site = site;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
  }

  /// First lines of what was refused.
  public List<String> refused() {
    return List.copyOf(refused);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String first = in.readLine();
      if (first == null) {
        return;
      }
      var head = new StringBuilder();
      int length = 0;
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
          length = Integer.parseInt(line.substring(15).strip());
        }
        if (!line.regionMatches(true, 0, "connection:", 0, 11)
            && !line.regionMatches(true, 0, "proxy-connection:", 0, 17)) {
          head.append(line).append("\r\n");
        }
      }
      var body = new char[length];
      for (int at = 0; at < length; ) {
        at += Math.max(0, in.read(body, at, length - at));
      }
      String[] words = first.split(" ", -1);
      if (words[1].startsWith("http://site.test/")) {
        URI to = URI.create(words[1]);
        String path = words[1].substring("http://site.test".length());
        forward(socket, words[0] + " " + path + " HTTP/1.1\r\n" + head, new String(body), to);
      } else {
        refused.add(first);
        socket
            .getOutputStream()
            .write(
                "HTTP/1.1 403 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      refused.add("broken: " + e);
    }
  }

  private void forward(Socket from, String head, String body, URI to) throws IOException {
    try (var out = new Socket(InetAddress.getLoopbackAddress(), site.at(to.getPath()).getPort())) {
      String message = head + "Connection: close\r\n\r\n" + body;
      out.getOutputStream().write(message.getBytes(StandardCharsets.ISO_8859_1));
      out.getInputStream().transferTo(from.getOutputStream());
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
