package alpi.browser.service;

import alpi.browser.Custody;
import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.LaunchSpec;
import alpi.browser.cdp.CdpLauncher;
import alpi.browser.cdp.ObscuraLauncher;
import alpi.browser.playwright.PlaywrightDriver;
import alpi.browser.playwright.PlaywrightLauncher;
import alpi.browser.process.BrowserSearch;
import java.nio.file.Path;
import java.util.Optional;

/// Starts the engine that the settings name, with what is on the machine.
@FunctionalInterface
public interface Launcher {
  /// @param home an empty folder for this run
  Engine start(BrowserSettings settings, Path home, Deadline deadline) throws EngineFault;

  /// What the product uses.
  ///
  /// @param custody of the engine's processes
  static Engine real(BrowserSettings settings, Path home, Custody custody, Deadline deadline)
      throws EngineFault {
    Path executable =
        settings
            .executable()
            .or(() ->
                settings.engine() == EngineKind.OBSCURA
                    ? BrowserSearch.obscura()
                    : BrowserSearch.browser())
            .filter(BrowserSearch::runs)
            .orElseThrow(() -> new EngineFault(noBrowser(settings)));
    var spec =
        new LaunchSpec(
            executable,
            home,
            Optional.of(settings.proxy()),
            settings.sandbox(),
            settings.lean(),
            custody);
    return custody.admit(() -> start(settings, spec, deadline), Engine::processes);
  }

  private static Engine start(BrowserSettings settings, LaunchSpec spec, Deadline deadline)
      throws EngineFault {
    return switch (settings.engine()) {
      case CDP -> CdpLauncher.start(spec, deadline);
      case OBSCURA -> ObscuraLauncher.start(spec, deadline);
      case PLAYWRIGHT -> {
        Path node = settings.node().isPresent() ? settings.node().get() : PlaywrightDriver.node();
        yield new PlaywrightLauncher(settings.driver(), node).start(spec, deadline);
      }
    };
  }

  private static Fault noBrowser(BrowserSettings settings) {
    boolean obscura = settings.engine() == EngineKind.OBSCURA;
    String what = obscura ? "Obscura" : "browser";
    return new Fault.NotStarted(
        settings
            .executable()
            .map(path -> "There is no " + what + " at " + path + ".")
            .orElse("There is no " + what + " on this machine."),
        obscura
            ? "Put one there, or name yours with browser.binary; alpi brings none."
            : "Install one (Debian: apt-get install chromium-headless-shell), or name yours.");
  }
}
