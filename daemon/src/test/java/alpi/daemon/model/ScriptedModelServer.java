package alpi.daemon.model;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A model server on loopback whose every byte is scripted by the test. Needs nothing but the JDK,
/// so that tests of the packed product can use it too.
public final class ScriptedModelServer implements Closeable {
  private final ServerSocket socket;
  private final Script script;
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);

  private ScriptedModelServer(ServerSocket socket, Script script) {
    this.socket = socket;
    this.script = script;
  }

  /// What the server does with a request.
  public interface Script {
    /// @param nth 1 for the first request
    void answer(Request request, int nth, Reply reply) throws IOException, InterruptedException;
  }

  /// @param headers by lower-case name
  public record Request(String method, String path, Map<String, String> headers, String body) {
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  public static ScriptedModelServer start(Script script) {
    try {
      var server =
          new ScriptedModelServer(
              new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
      Thread.ofVirtual().name("scripted-accept").start(server::accept);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return socket.getLocalPort();
  }

  /// `http://127.0.0.1:port` with `path` behind it.
  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  public int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    closed.countDown();
    shut(socket);
    open.forEach(ScriptedModelServer::shut);
  }

  /// The answer under construction.
  public final class Reply {
    private final Socket client;
    private final OutputStream out;
    private boolean keepAlive;

    Reply(Socket client) throws IOException {
      this.client = client;
      this.out = client.getOutputStream();
    }

    /// A whole answer with a counted body.
    public void whole(int status, String contentType, String body, String... headers)
        throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      head(status, contentType, "Content-Length: " + bytes.length, headers);
      out.write(bytes);
      out.flush();
      keepAlive = true;
    }

    /// Begins a chunked stream of events.
    public void events() throws IOException {
      head(200, "text/event-stream", "Transfer-Encoding: chunked");
    }

    public void chunk(byte[] bytes) throws IOException {
      out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(bytes);
      out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }

    public void chunk(String text) throws IOException {
      chunk(text.getBytes(StandardCharsets.UTF_8));
    }

    public void end() throws IOException {
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      keepAlive = true;
    }

    /// A whole stream in one go.
    public void stream(String events) throws IOException {
      events();
      chunk(events);
      end();
    }

    /// Hangs up without an end.
    public void cut() throws IOException {
      client.close();
    }

    /// Says nothing more until the server is closed or the client hangs up.
    public void silence() throws IOException {
      client.getInputStream().read();
    }

    /// Waits until the server is closed.
    public void hold() throws InterruptedException {
      closed.await();
    }

    public void raw(String bytes) throws IOException {
      out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    private void head(int status, String contentType, String framing, String... headers)
        throws IOException {
      var head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
      head.append("Content-Type: ")
          .append(contentType)
          .append("\r\n")
          .append(framing)
          .append("\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      raw(head.append("\r\n").toString());
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        client.setTcpNoDelay(true);
        open.add(client);
        connections.incrementAndGet();
        Thread.ofVirtual().name("scripted-client").start(() -> serve(client));
      } catch (IOException e) {
        shut(socket);
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      var in = new BufferedInputStream(client.getInputStream());
      boolean more = true;
      while (more) {
        Request request = read(in);
        requests.add(request);
        var reply = new Reply(client);
        script.answer(request, requests.size(), reply);
        more = reply.keepAlive;
      }
    } catch (IOException e) {
      shut(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private static Request read(InputStream in) throws IOException {
    String[] first = line(in).split(" ", -1);
    var headers = new TreeMap<String, String>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.put(name, line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Request(first[0], first[1], headers, body);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the client hung up");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static void shut(Closeable each) {
    try {
      each.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
