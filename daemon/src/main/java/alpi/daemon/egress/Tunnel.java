package alpi.daemon.egress;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// The way through the owner's proxy: CONNECT for what is encrypted, the bare connection for the
/// rest.
final class Tunnel {
  private Tunnel() {}

  static Socket open(Dialer dialer, ProxySettings.Proxy proxy, HttpCall call, Exchange exchange)
      throws IOException {
    HttpUrl url = call.url();
    judgeIfKnown(dialer, call, exchange);
    Reach toProxy = Reach.pinned(proxy.host(), proxy.port());
    Socket raw =
        dialer.dial(proxy.host(), proxy.port(), toProxy, exchange.connectLeft(), exchange.line());
    if (!url.tls()) {
      return raw;
    }
    boolean open = false;
    try {
      raw.setSoTimeout((int) exchange.connectLeft().toMillis());
      String target = url.host().inUrl() + ":" + url.port();
      HttpHeaders headers = HttpHeaders.NONE.with("Host", target);
      if (proxy.authorization().isPresent()) {
        headers = headers.with("Proxy-Authorization", proxy.authorization().get());
      }
      raw.getOutputStream().write(Head.request("CONNECT", target, headers));
      int status = connectStatus(raw);
      if (status != 200) {
        throw new EgressException(
            Fault.UNCONNECTED,
            "The proxy " + proxy + " answers " + status + " for " + target + ".");
      }
      open = true;
      return raw;
    } finally {
      if (!open) {
        raw.close();
      }
    }
  }

  /// Behind a proxy this machine often cannot resolve names; what it can resolve is judged.
  private static void judgeIfKnown(Dialer dialer, HttpCall call, Exchange exchange)
      throws EgressException {
    try {
      HttpUrl url = call.url();
      dialer.judged(url.host(), url.port(), call.reach(), exchange.connectLeft(), exchange.line());
    } catch (EgressException e) {
      if (e.fault() != Fault.UNRESOLVED) {
        throw e;
      }
    }
  }

  /// Reads the proxy's head byte by byte: what follows it belongs to TLS.
  private static int connectStatus(Socket raw) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = raw.getInputStream().read();
      if (c < 0 || head.length() > HttpHeaders.MAX_BYTES) {
        throw Head.malformed("the proxy's answer does not end");
      }
      head.append((char) c);
    }
    var in =
        new WireInput(
            new ByteArrayInputStream(head.toString().getBytes(StandardCharsets.ISO_8859_1)));
    return Head.read(in).status();
  }
}
