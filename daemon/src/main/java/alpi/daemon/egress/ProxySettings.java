package alpi.daemon.egress;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The proxies that the environment names: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, in either case.
///
/// @param exempt lower-case suffixes, addresses or `*` that are reached directly
public record ProxySettings(Optional<Proxy> plain, Optional<Proxy> tls, List<String> exempt) {
  public static final ProxySettings NONE =
      new ProxySettings(Optional.empty(), Optional.empty(), List.of());

  public ProxySettings {
    exempt = List.copyOf(exempt);
  }

  /// @param authorization value of the Proxy-Authorization header
  public record Proxy(CanonicalHost host, int port, Optional<String> authorization) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  public static ProxySettings of(Map<String, String> environment) {
    String none = either(environment, "NO_PROXY").orElse("");
    return new ProxySettings(
        either(environment, "HTTP_PROXY").flatMap(ProxySettings::proxy),
        either(environment, "HTTPS_PROXY").flatMap(ProxySettings::proxy),
        Arrays.stream(none.toLowerCase(Locale.ROOT).split("[,\\s]+"))
            .filter(each -> !each.isEmpty())
            .toList());
  }

  /// The proxy for `url`. None for this machine, and none for what would pass it in clear text to a
  /// host that the owner pinned: a key in its headers would be read on the way.
  Optional<Proxy> forUrl(HttpUrl url, Reach reach) {
    boolean readable = !url.tls() && reach instanceof Reach.Pinned;
    return readable || url.host().isThisMachine() || isExempt(url)
        ? Optional.empty()
        : url.tls() ? tls : plain;
  }

  private boolean isExempt(HttpUrl url) {
    String host = url.host().toString();
    for (String rule : exempt) {
      String name = rule.startsWith("*.") ? rule.substring(1) : rule;
      String suffix = name.startsWith(".") ? name : "." + name;
      if (name.equals("*")
          || host.equals(name)
          || host.endsWith(suffix)
          || (host + ":" + url.port()).equals(name)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<String> either(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name.toLowerCase(Locale.ROOT)))
        .or(() -> Optional.ofNullable(environment.get(name)))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private static Optional<Proxy> proxy(String raw) {
    String rest = raw.contains("://") ? raw.substring(raw.indexOf("://") + 3) : raw;
    int at = rest.lastIndexOf('@');
    Optional<String> authorization =
        at < 0 ? Optional.empty() : Optional.of("Basic " + base64(rest.substring(0, at)));
    return HttpUrl.parse("http://" + rest.substring(at + 1))
        .map(url -> new Proxy(url.host(), url.port(), authorization));
  }

  private static String base64(String user) {
    return Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
  }
}
