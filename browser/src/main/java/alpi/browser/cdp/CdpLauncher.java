package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.LaunchSpec;
import alpi.browser.chromium.ChromiumFlags;
import alpi.browser.chromium.NotStarted;
import alpi.browser.process.BrowserProcess;
import alpi.browser.process.Folder;
import tools.jackson.databind.JsonNode;

/// Starts a Chromium and speaks to it.
public final class CdpLauncher {
  private CdpLauncher() {}

  /// A started engine.
  ///
  /// @throws EngineFault with [Fault.NotStarted], after which nothing runs
  public static Engine start(LaunchSpec spec, Deadline deadline) throws EngineFault {
    Folder.make(spec.home());
    BrowserProcess process =
        BrowserProcess.onPipes(ChromiumFlags.of(spec), spec.home(), spec.custody().marks());
    var engine = new CdpEngine(process, spec);
    try {
      engine.connect(deadline);
      return engine;
    } catch (EngineFault e) {
      engine.kill();
      throw new EngineFault(NotStarted.because(process.complaints()), e);
    }
  }

  static String version(CdpConnection connection, Deadline deadline) throws EngineFault {
    JsonNode version =
        connection.call(CdpConnection.BROWSER, "Browser.getVersion", Json.object(), deadline);
    return version.path("product").asString("");
  }
}
