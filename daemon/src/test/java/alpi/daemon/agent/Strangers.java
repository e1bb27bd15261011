package alpi.daemon.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The web, on loopback and behind the owner's proxy. It keeps what it was asked for.
final class Strangers implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /// @param body its bytes, each as the character of that number
  private record Page(int status, String type, String body, String location) {}

  Strangers() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String proxy() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void page(String url, int status, String text) {
    page(url, status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  void page(String url, int status, String type, byte[] body) {
    pages.put(url, new Page(status, type, new String(body, StandardCharsets.ISO_8859_1), ""));
  }

  void redirect(String url, String location) {
    pages.put(url, new Page(302, "text/plain", "", location));
  }

  /// The addresses that were asked for on that host.
  List<String> askedOf(String host) {
    return asked.stream().filter(url -> url.contains(host)).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String host = exchange.getRequestHeaders().getFirst("Host");
    String url = "http://" + host + exchange.getRequestURI().getPath();
    asked.add(url);
    Page page = pages.getOrDefault(url, new Page(404, "text/plain", "", ""));
    exchange.getResponseHeaders().set("Content-Type", page.type());
    if (!page.location().isEmpty()) {
      exchange.getResponseHeaders().set("Location", page.location());
    }
    byte[] body = page.body().getBytes(StandardCharsets.ISO_8859_1);
    exchange.sendResponseHeaders(page.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
