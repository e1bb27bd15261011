package alpi.browser.contract;

import alpi.browser.ProxyAddress;
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
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A proxy that hands requests for `site.test` to a site of ours, and refuses and notes all others.
public final class ProxyFixture implements AutoCloseable {
  private static final String USER = "alpi";
  private static final String PASSWORD = "pass word";
  private static final String EXPECTED =
      "Basic "
          + Base64.getEncoder()
              .encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));

  private final AtomicInteger strangers = new AtomicInteger();
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

  /// Where it is, and what it wants to see.
  public ProxyAddress door() {
    var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    return new ProxyAddress(at, USER, PASSWORD);
  }

  /// How many came without being let in.
  public int strangers() {
    return strangers.get();
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
      boolean let = false;
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
          length = Integer.parseInt(line.substring(15).strip());
        }
        let |=
            line.regionMatches(
                true, 0, "proxy-authorization: " + EXPECTED, 0, 21 + EXPECTED.length());
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
      if (!let) {
        strangers.incrementAndGet();
        answer(socket, "407 Who\r\nProxy-Authenticate: Basic realm=\"test\"");
      } else if (words[1].startsWith("http://site.test/")) {
        URI to = URI.create(words[1]);
        String path = words[1].substring("http://site.test".length());
        forward(socket, words[0] + " " + path + " HTTP/1.1\r\n" + head, new String(body), to);
      } else {
        refused.add(first);
        answer(socket, "403 No");
      }
    } catch (IOException e) {
      refused.add("broken: " + e);
    }
  }

  private static void answer(Socket socket, String how) throws IOException {
    String head = "HTTP/1.1 " + how + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
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
