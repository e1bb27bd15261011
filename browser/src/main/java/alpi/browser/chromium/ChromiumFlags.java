package alpi.browser.chromium;

import alpi.browser.LaunchSpec;
import alpi.browser.ProxyAddress;
import java.util.ArrayList;
import java.util.List;

/// The command line of a Chromium. Nothing here hides that a program drives it: the user agent and
/// `navigator.webdriver` are what they are.
public final class ChromiumFlags {
  /// What a browser does of its own accord and for its maker, and what an agent cannot see.
  private static final List<String> ALWAYS =
      List.of(
          "--headless",
          "--remote-debugging-pipe",
          "--enable-automation",
          "--no-first-run",
          "--no-default-browser-check",
          "--no-service-autorun",
          "--disable-background-networking",
          "--disable-breakpad",
          "--disable-client-side-phishing-detection",
          "--disable-component-extensions-with-background-pages",
          "--disable-component-update",
          "--disable-crash-reporter",
          "--disable-default-apps",
          "--disable-dev-shm-usage",
          "--disable-domain-reliability",
          "--disable-extensions",
          "--disable-features=BackForwardCache,DialMediaRouteProvider,MediaRouter,"
              + "OptimizationHints,Translate,AutofillServerCommunication,"
              + "CertificateTransparencyComponentUpdater,GlobalMediaControls",
          "--disable-field-trial-config",
          "--disable-prompt-on-repost",
          "--disable-search-engine-choice-screen",
          "--disable-sync",
          "--force-color-profile=srgb",
          "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
          "--hide-scrollbars",
          "--metrics-recording-only",
          "--mute-audio",
          "--no-pings",
          "--password-store=basic",
          "--use-mock-keychain");

  /// Fewer processes: less memory, and less between a page and the machine.
  private static final List<String> LEAN =
      List.of(
          "--in-process-gpu",
          "--no-zygote",
          "--disable-site-isolation-trials",
          "--renderer-process-limit=1",
          "--enable-features=NetworkServiceInProcess2",
          "--js-flags=--optimize-for-size");

  /// For a driver that has a command line of its own.
  private static final List<String> BESIDE =
      List.of(
          "--disable-breakpad",
          "--disable-crash-reporter",
          "--disable-domain-reliability",
          "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
          "--no-pings");

  private ChromiumFlags() {}

  /// What is added to the command line of a driver.
  public static List<String> beside(LaunchSpec spec) {
    var flags = new ArrayList<>(BESIDE);
    if (spec.lean()) {
      flags.addAll(LEAN);
    }
    return List.copyOf(flags);
  }

  /// The whole command line.
  public static List<String> of(LaunchSpec spec) {
    var flags = new ArrayList<String>();
    flags.add(spec.executable().toString());
    flags.addAll(ALWAYS);
    flags.add("--user-data-dir=" + spec.home().resolve("data"));
    if (!spec.sandbox()) {
      flags.add("--no-sandbox");
    }
    if (spec.lean()) {
      flags.addAll(LEAN);
    }
    flags.addAll(spec.proxy().map(ChromiumFlags::through).orElse(List.of("--no-proxy-server")));
    flags.add("about:blank");
    return flags;
  }

  /// Loopback too: browsers leave it out unless told otherwise.
  private static List<String> through(ProxyAddress proxy) {
    return List.of("--proxy-server=" + proxy.url(), "--proxy-bypass-list=<-loopback>");
  }
}
