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

  private record Page(int status, String type, byte[] body, String location) {}

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
    pages.put(url, new Page(status, type, body, ""));
  }

  void redirect(String url, String location) {
    pages.put(url, new Page(302, "text/plain", new byte[0], location));
  }

  /// The addresses that were asked for on that host.
  List<String> askedOf(String host) {
    return asked.stream().filter(url -> url.contains(host)).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String host = exchange.getRequestHeaders().getFirst("Host");
    String url = "http://" + host + exchange.getRequestURI().getPath();
    asked.add(url);
    Page page = pages.getOrDefault(url, new Page(404, "text/plain", new byte[0], ""));
    exchange.getResponseHeaders().set("Content-Type", page.type());
    if (!page.location().isEmpty()) {
      exchange.getResponseHeaders().set("Location", page.location());
    }
    exchange.sendResponseHeaders(page.status(), page.body().length == 0 ? -1 : page.body().length);
    if (page.body().length > 0) {
      exchange.getResponseBody().write(page.body());
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
