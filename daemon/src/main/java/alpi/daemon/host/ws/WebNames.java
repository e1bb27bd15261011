package alpi.daemon.host.ws;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// The names that this door answers to. A browser says under which name it was reached (`Host`) and
/// whose page asks (`Origin`): a page of somebody else that had its own name point here, or that
/// opens a socket across, says another one and is refused.
final class WebNames {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private final String first;
  private final Set<String> hosts = new TreeSet<>();
  private final Set<String> origins = new TreeSet<>();

  /// @param bound where the door listens, its port included
  /// @param also names that the owner uses for it, for example of an overlay network; one with a
  ///   port stands for that port, and may be reached through a proxy that speaks https
  WebNames(InetSocketAddress bound, List<String> also) {
    List<String> own = new ArrayList<>();
    own.add(literal(bound.getAddress()));
    if (bound.getAddress().isLoopbackAddress()) {
      own.add("localhost");
    }
    for (String name : own) {
      add(name, bound.getPort());
    }
    for (String name : also) {
      String plain = name.toLowerCase(Locale.ROOT);
      int colon = plain.indexOf(':', plain.lastIndexOf(']') + 1);
      if (colon < 0) {
        add(plain, bound.getPort());
        addOrigin("https", plain, HTTPS);
      } else {
        addOrigin("https", plain.substring(0, colon), port(plain.substring(colon + 1)));
        add(plain.substring(0, colon), port(plain.substring(colon + 1)));
      }
    }
    first = "http://" + own.getFirst() + ":" + bound.getPort();
  }

  private static int port(String text) {
    return Integer.parseInt(text);
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    return address instanceof Inet6Address ? "[" + shortened(text) + "]" : text;
  }

  /// As browsers write the one IPv6 address that is common here.
  private static String shortened(String text) {
    return text.equals("0:0:0:0:0:0:0:1") ? "::1" : text;
  }

  private void add(String host, int port) {
    addOrigin("http", host, port);
  }

  private void addOrigin(String scheme, String host, int port) {
    boolean usual = port == (scheme.equals("http") ? HTTP : HTTPS);
    String full = usual ? host : host + ":" + port;
    hosts.add(full);
    origins.add(scheme + "://" + full);
  }

  /// Where a browser of this machine finds the page.
  String url() {
    return first;
  }

  /// Whether a request that names this host meant us. Exactly as written, but for capitals.
  boolean host(String host) {
    return hosts.contains(host.toLowerCase(Locale.ROOT));
  }

  /// Whether a page from there is our own.
  boolean origin(String origin) {
    return origins.contains(origin);
  }
}
