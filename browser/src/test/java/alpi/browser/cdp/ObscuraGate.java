package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.Custody;
import alpi.browser.EngineFault;
import alpi.browser.LaunchSpec;
import alpi.browser.chromium.ChromiumFlags;
import alpi.browser.process.BrowserProcess;
import alpi.browser.process.BrowserSearch;
import alpi.browser.process.Folder;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Stands in for an Obscura: speaks its dialect, and only that, on a port of this machine, in front
/// of a real headless shell.
final class ObscuraGate implements AutoCloseable {
  private static final Pattern KEY =
      Pattern.compile("(?i)^sec-websocket-key:\\s*(\\S+)\\s*$", Pattern.MULTILINE);

  private final GateTable table = new GateTable();
  private final List<GateWorld> worlds = new CopyOnWriteArrayList<>();
  private final List<Socket> lines = new CopyOnWriteArrayList<>();
  private final GateLimits limits;
  private final BrowserProcess process;
  private final CdpConnection chromium;
  private final ServerSocket server;
  private final Path home;

  /// @param port 0 for any
  ObscuraGate(Path home, int port, GateLimits limits) throws EngineFault {
    this.home = home;
    this.limits = limits;
    Path binary = BrowserSearch.browser().orElseThrow();
    Folder.make(home);
    var spec = new LaunchSpec(binary, home, Optional.empty(), false, false, Custody.NONE);
    process = BrowserProcess.onPipes(ChromiumFlags.of(spec), home, Map.of());
    chromium = new CdpConnection(new PipeTransport(process.from(), process.to()), this::event);
    chromium.start();
    try {
      server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      process.kill();
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("gate").start(this::accept);
  }

  URI address() {
    return URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/devtools/browser");
  }

  /// Of the browser behind.
  long pid() {
    return process.pid();
  }

  private void event(String session, String method, JsonNode params) {
    worlds.forEach(each -> each.event(session, method, params));
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
    lines.add(socket);
    try (socket) {
      var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      String head = head(in);
      Matcher key = KEY.matcher(head);
      if (head.contains("/json/version")) {
        answer(socket, "200 OK", version());
      } else if (worlds.size() >= limits.connections()) {
        answer(socket, "503 Service Unavailable\r\nX-Obscura-Reason: max-connections", "");
      } else if (key.find()) {
        talk(new GateSocket(socket, in, key.group(1)));
      }
    } catch (IOException e) {
      // The client has gone.
      return;
    } finally {
      lines.remove(socket);
    }
  }

  private void talk(GateSocket socket) {
    var world = new GateWorld(chromium, table, limits, message -> socket.send(Json.text(message)));
    worlds.add(world);
    try {
      world.begin();
      for (Optional<String> next = socket.next(); next.isPresent(); next = socket.next()) {
        world.take(Json.parse(next.get()));
      }
    } catch (EngineFault e) {
      throw new IllegalStateException(e);
    } finally {
      worlds.remove(world);
      world.end();
    }
  }

  private static String head(DataInputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.length() < 4096 && head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString().replace("\r", "");
  }

  private String version() {
    ObjectNode said =
        Json.object()
            .put("Browser", table.product())
            .put("Protocol-Version", "1.3")
            .put("User-Agent", table.userAgent())
            .put("webSocketDebuggerUrl", address().toString());
    return Json.text(said);
  }

  private static void answer(Socket socket, String status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: "
            + bytes.length
            + "\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(bytes);
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket line : lines) {
        line.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      process.kill();
      chromium.close();
      Folder.remove(home);
    }
  }
}
