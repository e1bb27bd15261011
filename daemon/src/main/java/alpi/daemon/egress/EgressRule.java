package alpi.daemon.egress;

import java.util.Optional;
import java.util.Set;

/// One line of the owner's rules: `host`, `*.suffix` or an address, perhaps with a scheme before it
/// and a port behind it. `*.example.com` does not cover `example.com` itself.
///
/// @param text as the owner wrote it
/// @param scheme `http`, `https` or `tcp`; empty for the first two
/// @param suffix what a covered name ends with, dot included; empty for a rule of one host
/// @param host the one host; empty for a suffix
/// @param port empty for the usual ports of the web, or, in a rule that blocks, for every port
record EgressRule(
    String text,
    Optional<String> scheme,
    Optional<String> suffix,
    Optional<CanonicalHost> host,
    Optional<Integer> port) {
  private static final Set<String> SCHEMES = Set.of("http", "https", "tcp");
  private static final int MAX_PORT = 65_535;

  /// Reads a rule; empty for what cannot be one.
  static Optional<EgressRule> parse(String text) {
    int mark = text.indexOf("://");
    Optional<String> scheme = mark < 0 ? Optional.empty() : Optional.of(text.substring(0, mark));
    if (scheme.isPresent() && !SCHEMES.contains(scheme.get())) {
      return Optional.empty();
    }
    String rest = mark < 0 ? text : text.substring(mark + 3);
    int colon = rest.lastIndexOf(':');
    boolean six = rest.startsWith("[") ? rest.endsWith("]") : rest.indexOf(':') != colon;
    String name = colon < 0 || six ? rest : rest.substring(0, colon);
    Optional<Integer> port = colon < 0 || six ? Optional.empty() : port(rest.substring(colon + 1));
    boolean wrong = colon >= 0 && !six && port.isEmpty();
    boolean portless = scheme.equals(Optional.of("tcp")) && port.isEmpty();
    if (wrong || portless) {
      return Optional.empty();
    }
    return named(text, scheme, name, port);
  }

  private static Optional<EgressRule> named(
      String text, Optional<String> scheme, String name, Optional<Integer> port) {
    boolean below = name.startsWith("*.");
    Optional<CanonicalHost> host = CanonicalHost.parse(below ? name.substring(2) : name);
    if (host.isEmpty()) {
      return Optional.empty();
    }
    if (!below) {
      return Optional.of(new EgressRule(text, scheme, Optional.empty(), host, port));
    }
    boolean wide = host.get().literal().isPresent() || host.get().toString().indexOf('.') < 0;
    return wide
        ? Optional.empty()
        : Optional.of(
            new EgressRule(text, scheme, Optional.of("." + host.get()), Optional.empty(), port));
  }

  private static Optional<Integer> port(String digits) {
    if (!digits.matches("[0-9]{1,5}")) {
      return Optional.empty();
    }
    int port = Integer.parseInt(digits);
    return port >= 1 && port <= MAX_PORT ? Optional.of(port) : Optional.empty();
  }

  /// Whether it names this host, on any port and for any protocol.
  boolean names(CanonicalHost asked) {
    boolean same = host.map(asked::equals).orElse(false);
    boolean below =
        asked.literal().isEmpty() && suffix.map(s -> asked.toString().endsWith(s)).orElse(false);
    return same || below;
  }

  /// Whether it allows this.
  boolean allows(String how, CanonicalHost asked, int at) {
    boolean spoken = scheme.map(how::equals).orElse(!how.equals("tcp"));
    boolean there = port.map(p -> p == at).orElse(at == 80 || at == 443);
    return spoken && there && names(asked);
  }

  /// Whether it blocks this, whatever would be spoken.
  boolean blocks(CanonicalHost asked, int at) {
    return names(asked) && port.map(p -> p == at).orElse(true);
  }
}
