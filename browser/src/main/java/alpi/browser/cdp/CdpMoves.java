package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.Navigation;
import alpi.browser.Waits;
import alpi.browser.chromium.DownloadWatch;
import alpi.browser.chromium.History;
import java.net.URI;
import tools.jackson.databind.JsonNode;

/// Going somewhere in a tab, back, forward and there again.
final class CdpMoves {
  private CdpMoves() {}

  static Navigation navigate(CdpTab tab, URI url, DownloadWatch downloads, Deadline deadline)
      throws EngineFault {
    long begun = downloads.begun();
    JsonNode answer = tab.call("Page.navigate", Json.object().put("url", url.toString()), deadline);
    if (answer.path("isDownload").asBoolean(false)
        && downloads.awaitBegun(begun, deadline.within(Waits.DOWNLOAD_BEGINS))) {
      return new Navigation(0, url.toString(), "", true, true);
    }
    String error = answer.path("errorText").asString("");
    if (!error.isEmpty()) {
      throw new EngineFault(new Fault.NavigationFailed(url.toString(), error));
    }
    boolean loaded = tab.awaitLoad(answer.path("loaderId").asString(""), deadline);
    return tab.arrived(loaded, deadline);
  }

  static Navigation traverse(CdpTab tab, int steps, Deadline deadline) throws EngineFault {
    int entry = History.entry(tab::call, steps, deadline);
    long document = tab.documents();
    tab.call("Page.navigateToHistoryEntry", Json.object().put("entryId", entry), deadline);
    return whole(tab, document, deadline);
  }

  static Navigation reload(CdpTab tab, Deadline deadline) throws EngineFault {
    long document = tab.documents();
    tab.call("Page.reload", Json.object(), deadline);
    return whole(tab, document, deadline);
  }

  /// A move that may or may not bring a new document.
  private static Navigation whole(CdpTab tab, long before, Deadline deadline) throws EngineFault {
    tab.await(() -> tab.documents() != before, deadline.within(Waits.LOAD));
    boolean loaded = tab.awaitLoad("", deadline);
    return tab.arrived(loaded, deadline);
  }
}
