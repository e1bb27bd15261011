package alpi.daemon.egress;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Time;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/// The HTTP/1.1 client of the daemon, for virtual threads: it dials what was judged, watches
/// connect, first byte, gap and total, counts bytes for the ledger, and keeps a few idle
/// connections. It never follows a redirect. Why it is our own: `docs/adr/0002-own-http-client.md`.
public final class Http implements AutoCloseable {
  private final Dialer dialer;
  private final Tls tls;
  private final ProxySettings proxies;
  private final Time time;
  private final Consumer<EgressRecord> ledger;
  private final Pool pool;

  public Http(
      Dialer dialer, Tls tls, ProxySettings proxies, Time time, Consumer<EgressRecord> ledger) {
    this.dialer = dialer;
    this.tls = tls;
    this.proxies = proxies;
    this.time = time;
    this.ledger = ledger;
    this.pool = new Pool(time);
  }

  /// Sends `call` and returns once the head of the answer is there.
  ///
  /// @throws Problem `egress_denied` when the destination is out of reach
  /// @throws EgressException whatever else goes wrong; `cancelled` when `cancel` fired or the
  ///   thread was interrupted
  public HttpResponse exchange(HttpCall call, Cancel cancel) throws EgressException {
    try {
      return answered(call, cancel);
    } catch (Problem denied) {
      HttpUrl url = call.url();
      ledger.accept(
          EgressRecord.denied(
              call.kind(),
              url.tls() ? "https" : "http",
              url.host().toString(),
              url.port(),
              denied.sentence(),
              call.errand()));
      throw denied;
    }
  }

  private HttpResponse answered(HttpCall call, Cancel cancel) throws EgressException {
    try {
      return once(call, cancel, true);
    } catch (StaleConnection _) {
      return again(call, cancel);
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  private HttpResponse again(HttpCall call, Cancel cancel) throws EgressException {
    try {
      return once(call, cancel, false);
    } catch (StaleConnection e) {
      throw new IllegalStateException("a fresh connection is not stale", e);
    }
  }

  private HttpResponse once(HttpCall call, Cancel cancel, boolean reuse)
      throws EgressException, StaleConnection {
    var exchange = new Exchange(call, cancel, time, ledger);
    boolean answered = false;
    try {
      Connection connection = connect(call, exchange, reuse);
      HttpResponse response = converse(call, exchange, connection);
      answered = true;
      return response;
    } finally {
      if (!answered) {
        exchange.fail();
      }
    }
  }

  private Connection connect(HttpCall call, Exchange exchange, boolean reuse)
      throws EgressException {
    HttpUrl url = call.url();
    Optional<ProxySettings.Proxy> proxy = proxies.forUrl(url, call.reach());
    String via = proxy.map(ProxySettings.Proxy::toString).orElse("");
    var key = new Pool.Key(url.tls(), url.host(), url.port(), call.reach(), via);
    Optional<Connection> idle = reuse ? pool.take(key) : Optional.empty();
    try {
      Connection connection = idle.isPresent() ? idle.get() : fresh(call, exchange, proxy);
      exchange.use(connection, pool, key);
      return connection;
    } catch (IOException e) {
      throw exchange.explain(e, Fault.UNCONNECTED);
    }
  }

  private Connection fresh(HttpCall call, Exchange exchange, Optional<ProxySettings.Proxy> proxy)
      throws IOException {
    HttpUrl url = call.url();
    Lifeline line = exchange.line();
    Socket raw =
        proxy.isPresent()
            ? Tunnel.open(dialer, proxy.get(), call, exchange)
            : dialer.dial(url.host(), url.port(), call.reach(), exchange.connectLeft(), line);
    if (!url.tls()) {
      return new Connection(raw, raw);
    }
    boolean secured = false;
    try {
      raw.setSoTimeout((int) exchange.connectLeft().toMillis());
      Socket carrier = tls.over(raw, url.host(), url.port());
      secured = true;
      return new Connection(raw, carrier);
    } finally {
      if (!secured) {
        raw.close();
      }
    }
  }

  private HttpResponse converse(HttpCall call, Exchange exchange, Connection connection)
      throws EgressException, StaleConnection {
    long before = connection.in().count();
    try {
      connection.patience(call.timeouts().firstByte());
      connection.write(message(call));
      Head head = Head.read(connection.in());
      var framing = new Framing(connection.in(), head, call.method());
      var body =
          new BodyStream(
              exchange,
              framing,
              head,
              call.timeouts().gap(),
              call.maxBodyBytes(),
              head.persistent());
      return new HttpResponse(head.status(), head.headers(), body);
    } catch (IOException e) {
      EgressException failure = exchange.explain(e, Fault.NO_ANSWER);
      boolean stale = connection.used() && connection.in().count() == before;
      if (stale && failure.fault() == Fault.CUT) {
        throw new StaleConnection();
      }
      throw failure;
    }
  }

  private byte[] message(HttpCall call) {
    HttpUrl url = call.url();
    Optional<ProxySettings.Proxy> proxy =
        url.tls() ? Optional.empty() : proxies.forUrl(url, call.reach());
    HttpHeaders headers = HttpHeaders.NONE.with("Host", url.authority());
    Optional<String> ticket = proxy.flatMap(ProxySettings.Proxy::authorization);
    if (ticket.isPresent()) {
      headers = headers.with("Proxy-Authorization", ticket.get());
    }
    for (HttpHeaders.Field field : call.headers().fields()) {
      headers = headers.with(field.name(), field.value());
    }
    byte[] body = call.body().map(HttpCall.Body::bytes).orElse(new byte[0]);
    if (call.body().isPresent()) {
      headers = headers.with("Content-Length", Integer.toString(body.length));
    }
    String target = proxy.isPresent() ? url.toString() : url.path();
    byte[] head = Head.request(call.method(), target, headers);
    byte[] whole = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, whole, head.length, body.length);
    return whole;
  }

  /// A kept connection turned out to be closed before it answered anything.
  private static final class StaleConnection extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
