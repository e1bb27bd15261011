package alpi.browser.cdp;

import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.LaunchSpec;
import alpi.browser.contract.LifeContract;
import java.nio.file.Path;

/// The engine that needs no Node keeps the contract, with a real browser.
class CdpEngineTest extends LifeContract {
  @Override
  protected Engine start(LaunchSpec spec, Deadline deadline) throws EngineFault {
    return CdpLauncher.start(spec, deadline);
  }

  @Override
  protected Class<?> program() {
    return Program.class;
  }

  /// Runs until it is killed.
  static final class Program {
    private Program() {}

    public static void main(String[] home) throws Exception {
      runUntilKilled(Path.of(home[0]), CdpLauncher::start);
    }
  }
}
