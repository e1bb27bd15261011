package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.LaunchSpec;
import alpi.browser.process.BrowserProcess;
import alpi.browser.process.Folder;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Starts a Chromium and speaks to it.
public final class CdpLauncher {
  private CdpLauncher() {}

  /// A started engine.
  ///
  /// @throws EngineFault with [Fault.NotStarted], after which nothing runs
  public static Engine start(LaunchSpec spec, Deadline deadline) throws EngineFault {
    Folder.make(spec.home());
    BrowserProcess process = BrowserProcess.onPipes(ChromiumFlags.of(spec), spec.home());
    var engine = new CdpEngine(process, spec);
    try {
      engine.connect(deadline);
      return engine;
    } catch (EngineFault e) {
      engine.kill();
      throw new EngineFault(notStarted(process.complaints()), e);
    }
  }

  private static Fault notStarted(List<String> complaints) {
    String all = String.join("\n", complaints);
    if (all.contains("without --no-sandbox") || all.contains("No usable sandbox")) {
      return new Fault.NotStarted(
          "The browser has no sandbox here and was not started without one.",
          "Run alpi as a user who is not root and may make user namespaces, or set"
              + " browser.sandbox to false if you accept that pages run with your rights.");
    }
    String last = complaints.isEmpty() ? "it said nothing" : complaints.getLast();
    return new Fault.NotStarted(
        "The browser did not start (" + last + ").", "Run alpi browser doctor to see why.");
  }

  static String version(CdpConnection connection, Deadline deadline) throws EngineFault {
    JsonNode version =
        connection.call(CdpConnection.BROWSER, "Browser.getVersion", Json.object(), deadline);
    return version.path("product").asString("");
  }
}
