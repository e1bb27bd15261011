package alpi.daemon.egress;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An http or https address in parts that cannot be read in two ways.
///
/// @param path what follows the authority, query included, percent-encoded; starts with `/`
public record HttpUrl(boolean tls, CanonicalHost host, int port, String path) {
  /// Longest address, in characters.
  public static final int MAX_CHARS = 8192;

  private static final String SAFE = "!$&'()*+,-./:;=?@_~%[]|";

  /// Reads an absolute address; empty when it is not exactly one.
  ///
  /// Users, passwords, backslashes, control characters and white space are refused: they are where
  /// two readers disagree.
  public static Optional<HttpUrl> parse(@Nullable String raw) {
    if (raw == null || raw.length() > MAX_CHARS || hasUnreadable(raw)) {
      return Optional.empty();
    }
    int colon = raw.indexOf("://");
    if (colon < 0) {
      return Optional.empty();
    }
    String scheme = raw.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return Optional.empty();
    }
    String rest = raw.substring(colon + 3);
    int end = endOfAuthority(rest);
    return authority(scheme.equals("https"), rest.substring(0, end), pathOf(rest.substring(end)));
  }

  /// The address that `reference` means when this page names it (RFC 3986, section 5).
  public Optional<HttpUrl> resolve(String reference) {
    if (hasUnreadable(reference)) {
      return Optional.empty();
    }
    if (reference.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")) {
      return parse(reference);
    }
    if (reference.startsWith("//")) {
      return parse((tls ? "https:" : "http:") + reference);
    }
    String here = path.indexOf('?') < 0 ? path : path.substring(0, path.indexOf('?'));
    if (reference.isEmpty() || reference.startsWith("#")) {
      return Optional.of(this);
    }
    if (reference.startsWith("?")) {
      return Optional.of(withPath(here + reference));
    }
    String joined =
        reference.startsWith("/")
            ? reference
            : here.substring(0, here.lastIndexOf('/') + 1) + reference;
    return Optional.of(withPath(pathOf(joined)));
  }

  public HttpUrl withPath(String newPath) {
    return new HttpUrl(tls, host, port, newPath);
  }

  /// `https://host`, with the port only where it is not the usual one.
  public String origin() {
    return (tls ? "https://" : "http://") + authority();
  }

  /// `host`, with the port only where it is not the usual one: the Host header.
  public String authority() {
    return port == (tls ? 443 : 80) ? host.inUrl() : host.inUrl() + ":" + port;
  }

  @Override
  public String toString() {
    return origin() + path;
  }

  private static boolean hasUnreadable(String raw) {
    return raw.chars().anyMatch(c -> c <= ' ' || c == '\\' || c == 0x7f);
  }

  private static int endOfAuthority(String rest) {
    for (int i = 0; i < rest.length(); i++) {
      if ("/?#".indexOf(rest.charAt(i)) >= 0) {
        return i;
      }
    }
    return rest.length();
  }

  private static Optional<HttpUrl> authority(boolean tls, String authority, String path) {
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon >= 0 && authority.indexOf(']', colon) < 0;
    String name = hasPort ? authority.substring(0, colon) : authority;
    int port = hasPort ? port(authority.substring(colon + 1)) : tls ? 443 : 80;
    boolean bracketed = name.indexOf(':') < 0 || name.startsWith("[");
    if (port <= 0 || !bracketed) {
      return Optional.empty();
    }
    return CanonicalHost.parse(name).map(host -> new HttpUrl(tls, host, port, path));
  }

  /// -1 when it is no port.
  private static int port(String digits) {
    if (!digits.matches("[0-9]{1,5}")) {
      return -1;
    }
    int port = Integer.parseInt(digits);
    return port >= 1 && port <= 65535 ? port : -1;
  }

  private static String pathOf(String raw) {
    String noFragment = raw.indexOf('#') < 0 ? raw : raw.substring(0, raw.indexOf('#'));
    int query = noFragment.indexOf('?');
    String path = query < 0 ? noFragment : noFragment.substring(0, query);
    String tail = query < 0 ? "" : noFragment.substring(query);
    return encoded(withoutDots(path.startsWith("/") ? path : "/" + path) + tail);
  }

  private static String withoutDots(String path) {
    if (!path.contains("/.")) {
      return path;
    }
    var kept = new ArrayDeque<String>();
    String[] parts = path.substring(1).split("/", -1);
    for (String part : parts) {
      if (part.equals("..")) {
        kept.pollLast();
      } else if (!part.equals(".")) {
        kept.addLast(part);
      }
    }
    String last = parts[parts.length - 1];
    String end = last.equals(".") || last.equals("..") ? "/" : "";
    String joined = "/" + String.join("/", kept);
    return joined.endsWith("/") ? joined : joined + end;
  }

  /// Percent-encodes what may not stand in a request line; leaves existing escapes alone.
  private static String encoded(String path) {
    var out = new StringBuilder(path.length());
    for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || SAFE.indexOf(c) >= 0);
      if (plain) {
        out.append(c);
      } else {
        out.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
      }
    }
    return out.toString();
  }
}
