package alpi.browser.service;

import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.LaunchSpec;
import alpi.browser.cdp.CdpLauncher;
import alpi.browser.playwright.PlaywrightDriver;
import alpi.browser.playwright.PlaywrightLauncher;
import alpi.browser.process.BrowserSearch;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Starts the engine that the settings name, with what is on the machine.
@FunctionalInterface
public interface Launcher {
  /// @param home an empty folder for this run
  Engine start(BrowserSettings settings, Path home, Deadline deadline) throws EngineFault;

  /// What the product uses.
  static Engine real(BrowserSettings settings, Path home, Deadline deadline) throws EngineFault {
    return real(settings, home, Map.of(), deadline);
  }

  /// @param marks variables that every process of the engine carries
  static Engine real(
      BrowserSettings settings, Path home, Map<String, String> marks, Deadline deadline)
      throws EngineFault {
    Path executable =
        settings
            .executable()
            .or(BrowserSearch::browser)
            .filter(BrowserSearch::runs)
            .orElseThrow(() -> new EngineFault(noBrowser(settings)));
    var spec =
        new LaunchSpec(
            executable,
            home,
            Optional.of(settings.proxy()),
            settings.sandbox(),
            settings.lean(),
            marks);
    return switch (settings.engine()) {
      case CDP -> CdpLauncher.start(spec, deadline);
      case PLAYWRIGHT -> {
        Path node = settings.node().isPresent() ? settings.node().get() : PlaywrightDriver.node();
        yield new PlaywrightLauncher(settings.driver(), node).start(spec, deadline);
      }
    };
  }

  private static Fault noBrowser(BrowserSettings settings) {
    return new Fault.NotStarted(
        settings
            .executable()
            .map(path -> "There is no browser at " + path + ".")
            .orElse("There is no browser on this machine."),
        "Install one (Debian: apt-get install chromium-headless-shell), or name yours.");
  }
}
