package alpi.daemon.egress;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Encryption over a dialled connection, with the server's certificate checked against the very
/// host that was judged. The factory is asked for at the first use: it costs hundreds of
/// milliseconds.
public final class Tls {
  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

  private final Supplier<SSLSocketFactory> factory;

  public Tls(Supplier<SSLSocketFactory> factory) {
    this.factory = factory;
  }

  /// The machine's own trusted authorities.
  public static Tls system() {
    return new Tls(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /// Loads what the first handshake needs, so that the first turn does not wait for it.
  public void warm() {
    LOG.debug("event=tls_warm suites={}", factory.get().getDefaultCipherSuites().length);
  }

  Socket over(Socket raw, CanonicalHost host, int port) throws IOException {
    Socket made = factory.get().createSocket(raw, host.toString(), port, true);
    if (!(made instanceof SSLSocket socket)) {
      throw new IllegalStateException("a TLS factory makes TLS sockets");
    }
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    if (host.literal().isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(host.toString())));
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
