package alpi.daemon.tool.browser;

import alpi.browser.Ticker;
import alpi.browser.process.Folder;
import alpi.browser.service.BrowserService;
import alpi.browser.service.BrowserSettings;
import alpi.browser.service.EngineKind;
import alpi.browser.service.Launcher;
import alpi.browser.service.UploadRules;
import alpi.browser.service.Ways;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Time;
import alpi.daemon.config.BrowserConfig;
import alpi.daemon.config.BrowserEngine;
import alpi.daemon.egress.gate.Door;
import alpi.daemon.egress.gate.Gate;
import alpi.daemon.egress.gate.Verdict;
import alpi.daemon.sandbox.HostSandbox;
import java.nio.file.Path;
import java.util.Optional;

/// Makes browsers of a profile as its settings want them: every process of theirs known to the
/// daemon, and what a browser does of its own accord led to a door through which nothing passes.
final class Browsers {
  /// Names the binary of Obscura.
  private static final String OBSCURA = "OBSCURA_BIN";

  private final ProfileHome home;
  private final Gate gate;
  private final HostSandbox host;
  private final Ticker ticker;

  Browsers(ProfileHome home, Gate gate, HostSandbox host, Time time) {
    this.home = home;
    this.gate = gate;
    this.host = host;
    this.ticker = time::nanos;
  }

  Ticker ticker() {
    return ticker;
  }

  Gate gate() {
    return gate;
  }

  ProfileHome home() {
    return home;
  }

  /// A browser that starts with its first deed.
  ///
  /// @param folder for all that it writes
  Opened open(BrowserConfig config, Path folder, Ways ways, UploadRules uploads) {
    Door shut =
        gate.openPort(
            Optional::empty, _ -> new Verdict.Deny("the browser wants it, not one of its pages"));
    var settings =
        new BrowserSettings(
            kind(config),
            binary(config),
            path(config.node()),
            folder,
            home.browserDriver(),
            Page.address(shut),
            !config.noSandbox(),
            config.lean(),
            config.idle(),
            config.maxDownload().bytes(),
            config.keepLogins());
    Launcher launcher =
        (wanted, at, deadline) -> Launcher.real(wanted, at, new Guests(host), deadline);
    return new Opened(new BrowserService(settings, uploads, launcher, ways, ticker), shut, host);
  }

  /// Our own client speaks to an Obscura where that is what is named.
  private EngineKind kind(BrowserConfig config) {
    return switch (config.engine()) {
      case PLAYWRIGHT -> EngineKind.PLAYWRIGHT;
      case CDP ->
          binary(config).filter(Browsers::obscura).isPresent()
              ? EngineKind.OBSCURA
              : EngineKind.CDP;
      case OBSCURA -> EngineKind.OBSCURA;
    };
  }

  private static boolean obscura(Path binary) {
    return binary.getFileName().toString().startsWith("obscura");
  }

  /// The one of the settings, else for our own client the Obscura of this process's environment;
  /// empty for the one that is found.
  Optional<Path> binary(BrowserConfig config) {
    return config.engine() == BrowserEngine.PLAYWRIGHT
        ? path(config.binary())
        : path(config.binary()).or(() -> host.named(OBSCURA));
  }

  private static Optional<Path> path(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
  }

  /// A browser, running or about to.
  record Opened(BrowserService service, Door shut, HostSandbox host) implements AutoCloseable {
    @Override
    public void close() {
      service.close();
      shut.close();
      host.collect();
    }

    /// The same, and nothing of it stays on the disk.
    void closeWith(Path folder) {
      close();
      boolean _ = Folder.remove(folder);
    }
  }
}
