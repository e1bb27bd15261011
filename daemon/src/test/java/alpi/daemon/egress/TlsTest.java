package alpi.daemon.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Encryption against a server whose certificate names `localhost` and nothing else.
final class TlsTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Timeouts PATIENT = new Timeouts(LONG, LONG, LONG, LONG);
  private static final Timeouts IMPATIENT = new Timeouts(LONG, Duration.ofMillis(300), LONG, LONG);

  private final AtomicInteger hungUp = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final SSLServerSocket server;
  private Http http;

  TlsTest() throws IOException, GeneralSecurityException {
    SSLContext context = LocalhostTls.context();
    server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 9, InetAddress.getLoopbackAddress());
    http = http(new Tls(context::getSocketFactory));
  }

  @BeforeEach
  void start() {
    Thread.ofVirtual().start(this::accept);
  }

  @AfterEach
  void stop() throws IOException {
    http.close();
    server.close();
  }

  @Test
  void readsAndKeepsTheConnection() throws IOException {
    assertEquals("hello", get("localhost", "/"));
    assertEquals("hello", get("localhost", "/"));
    assertEquals(1, connections.get());
  }

  @Test
  void refusesACertificateForAnotherName() {
    EgressException thrown = assertThrows(EgressException.class, () -> get("127.0.0.1", "/"));
    assertEquals(Fault.TLS, thrown.fault());
  }

  @Test
  void refusesACertificateThatNobodyVouchesFor() {
    http.close();
    http = http(Tls.system());
    EgressException thrown = assertThrows(EgressException.class, () -> get("localhost", "/"));
    assertEquals(Fault.TLS, thrown.fault());
  }

  @Test
  void noticesSilence() {
    EgressException thrown =
        assertThrows(EgressException.class, () -> get("localhost", "/silent", IMPATIENT));
    assertEquals(Fault.NO_ANSWER, thrown.fault());
  }

  @Test
  void unblocksAtOnceWhenCancelled() throws InterruptedException {
    var cancel = new Cancel();
    HttpUrl url = url("localhost", "/silent");
    HttpCall call =
        HttpCall.get(url, Reach.pinned(url.host(), url.port()), PATIENT, EgressRecord.Kind.TOOL);
    Thread reader =
        Thread.ofVirtual()
            .start(() ->
                assertEquals(
                    Fault.CANCELLED,
                    assertThrows(EgressException.class, () -> http.exchange(call, cancel))
                        .fault()));
    cancel.fire();
    assertEquals(true, reader.join(LONG));
  }

  private String get(String host, String path) throws IOException {
    return get(host, path, PATIENT);
  }

  private String get(String host, String path, Timeouts timeouts) throws IOException {
    HttpUrl url = url(host, path);
    Reach reach = Reach.pinned(url.host(), url.port());
    HttpCall call = HttpCall.get(url, reach, timeouts, EgressRecord.Kind.TOOL);
    try (HttpResponse response = http.exchange(call, new Cancel())) {
      return new String(response.firstBytes(99), StandardCharsets.UTF_8);
    }
  }

  private HttpUrl url(String host, String path) {
    return HttpUrl.parse("https://" + host + ":" + server.getLocalPort() + path).orElseThrow();
  }

  private static Http http(Tls tls) {
    return new Http(
        new Dialer(_ -> List.of(InetAddress.getLoopbackAddress()), Time.system()),
        tls,
        ProxySettings.NONE,
        Time.system(),
        _ -> {});
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      var in = new WireInput(client.getInputStream());
      while (true) {
        String first = in.line(999);
        String line = first;
        while (!line.isEmpty()) {
          line = in.line(999);
        }
        if (!first.startsWith("GET / ")) {
          in.read();
        }
        client
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
                    .getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      hungUp.incrementAndGet();
    }
  }
}
