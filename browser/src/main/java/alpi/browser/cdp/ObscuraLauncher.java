package alpi.browser.cdp;

import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.LaunchSpec;
import alpi.browser.process.Folder;

/// Starts an Obscura and speaks to it.
public final class ObscuraLauncher {
  private ObscuraLauncher() {}

  /// A started engine.
  ///
  /// @throws EngineFault with `NotStarted`, after which nothing runs
  public static Engine start(LaunchSpec spec, Deadline deadline) throws EngineFault {
    return start(spec, (home, proxy) -> ObscuraProcess.start(spec, home, proxy), deadline);
  }

  static Engine start(LaunchSpec spec, ObscuraServer.Starter servers, Deadline deadline)
      throws EngineFault {
    Folder.make(spec.home());
    var engine = new ObscuraEngine(spec, servers);
    try {
      engine.prove(deadline);
      return engine;
    } catch (EngineFault e) {
      engine.kill();
      throw e;
    }
  }
}
