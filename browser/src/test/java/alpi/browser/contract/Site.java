package alpi.browser.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A web site on loopback that a test writes as it goes.
public final class Site implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, HttpHandler> pages = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  public Site() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::serve);
    server.setExecutor(threads);
    server.start();
  }

  public URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /// The same site under another name, and so another origin.
  public URI elsewhere(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }

  /// A page with this body.
  public URI page(String path, String body) {
    String html =
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>"
            + path.substring(1)
            + "</title></head><body>"
            + body
            + "</body></html>";
    return on(path, exchange -> send(exchange, 200, "text/html", html));
  }

  public URI on(String path, HttpHandler handler) {
    pages.put(path, handler);
    return at(path);
  }

  /// Something to save instead of to show.
  public URI attachment(String path, String name, byte[] bytes) {
    return on(
        path,
        exchange -> {
          exchange
              .getResponseHeaders()
              .set("Content-Disposition", "attachment; filename=\"" + name + "\"");
          send(exchange, 200, "application/octet-stream", bytes);
        });
  }

  /// Requests so far, as `GET /path?query body`.
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /// The last request for a path.
  public Optional<String> asked(String path) {
    return asked.reversed().stream().filter(each -> each.contains(" " + path)).findFirst();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
    HttpHandler page = pages.get(exchange.getRequestURI().getPath());
    if (page == null) {
      send(exchange, 404, "text/html", "<title>not here</title><p>not here");
    } else {
      page.handle(exchange);
    }
  }

  public static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  public static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    send(exchange, status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  public static void send(HttpExchange exchange, int status, String type, byte[] bytes)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
