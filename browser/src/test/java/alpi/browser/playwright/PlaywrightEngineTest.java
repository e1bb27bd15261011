package alpi.browser.playwright;

import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.LaunchSpec;
import alpi.browser.contract.LifeContract;
import alpi.browser.process.BrowserSearch;
import java.nio.file.Path;
import java.util.Optional;

/// The engine that drives the browser through Playwright keeps the contract.
class PlaywrightEngineTest extends LifeContract {
  @Override
  protected Optional<String> missing() {
    return BrowserSearch.node().isEmpty()
        ? Optional.of("no Node is on this machine (apt-get install nodejs)")
        : super.missing();
  }

  @Override
  protected Engine start(LaunchSpec spec, Deadline deadline) throws EngineFault {
    return new PlaywrightLauncher(UnpackedDriver.folder(), PlaywrightDriver.node())
        .start(spec, deadline);
  }

  @Override
  protected Class<?> program() {
    return Program.class;
  }

  @Override
  protected Path programNeeds() {
    return UnpackedDriver.folder();
  }

  /// Runs until it is killed.
  static final class Program {
    private Program() {}

    public static void main(String[] given) throws Exception {
      var launcher = new PlaywrightLauncher(Path.of(given[1]), PlaywrightDriver.node());
      runUntilKilled(Path.of(given[0]), launcher::start);
    }
  }
}
