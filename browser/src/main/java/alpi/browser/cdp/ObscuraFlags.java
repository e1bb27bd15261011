package alpi.browser.cdp;

import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.LaunchSpec;
import alpi.browser.ProxyAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How an Obscura is started: alone on a port of this machine, for one client, and as what it is.
/// Nothing here makes it pass for another browser or for a person.
final class ObscuraFlags {
  /// What sites are told, in place of the browser of a person that it would name.
  static final String USER_AGENT =
      "Mozilla/5.0 (compatible; Obscura; Headless; alpi) AppleWebKit/537.36 (KHTML, like Gecko)";

  /// A script that has not ended by then is ended by Obscura: nobody else can.
  private static final int SCRIPT_MILLIS = 15_000;

  private static final int NAVIGATION_MILLIS = 60_000;

  private ObscuraFlags() {}

  /// The command line.
  ///
  /// @throws EngineFault for a build that is made to hide what it is
  static List<String> command(LaunchSpec spec, int port) throws EngineFault {
    String file = spec.executable().getFileName().toString().toLowerCase(Locale.ROOT);
    if (file.contains("stealth")) {
      throw new EngineFault(
          new Fault.NotStarted(
              "This build of Obscura hides from sites that a program drives it.",
              "Take the plain one: alpi does not pass for a person."));
    }
    return List.of(
        spec.executable().toString(),
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        Integer.toString(port),
        "--workers",
        "1",
        // Whoever else finds the port finds it taken.
        "--max-connections",
        "1",
        // Which addresses may be reached is for the proxy to judge, for all engines alike.
        "--allow-private-network",
        "--quiet",
        "--user-agent",
        USER_AGENT);
  }

  /// What is added to its environment. The proxy stands here and not among the arguments, which
  /// every user of the machine can read.
  static Map<String, String> environment(LaunchSpec spec, Optional<ProxyAddress> proxy) {
    var all = new HashMap<>(spec.custody().marks());
    // It makes one up that is far from here unless it is told.
    all.put("TZ", ZoneId.systemDefault().getId());
    all.put("OBSCURA_NAV_TIMEOUT_MS", Integer.toString(NAVIGATION_MILLIS));
    all.put("OBSCURA_SCRIPT_DEADLINE_MS", Integer.toString(SCRIPT_MILLIS));
    proxy.ifPresent(way -> all.put("OBSCURA_PROXY", url(way)));
    return Map.copyOf(all);
  }

  private static String url(ProxyAddress way) {
    return "http://"
        + encoded(way.user())
        + ":"
        + encoded(way.password())
        + "@"
        + way.url().substring("http://".length());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
