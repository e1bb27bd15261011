package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.Navigation;
import alpi.browser.Waits;
import alpi.browser.chromium.DownloadWatch;
import java.net.URI;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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
    return arrived(tab, loaded, deadline);
  }

  static Navigation traverse(CdpTab tab, int steps, Deadline deadline) throws EngineFault {
    JsonNode history = tab.call("Page.getNavigationHistory", Json.object(), deadline);
    int to = history.path("currentIndex").asInt(0) + steps;
    JsonNode entry = history.path("entries").path(to);
    if (to < 0 || entry.isMissingNode() || entry.path("url").asString("").equals("about:blank")) {
      throw new EngineFault(
          new Fault.Invalid(
              "There is no page " + (steps < 0 ? "before" : "after") + " this one in the tab."));
    }
    long document = tab.documents();
    ObjectNode where = Json.object().put("entryId", entry.path("id").asInt(0));
    tab.call("Page.navigateToHistoryEntry", where, deadline);
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
    return arrived(tab, loaded, deadline);
  }

  static Navigation arrived(CdpTab tab, boolean loaded, Deadline deadline) throws EngineFault {
    JsonNode info = tab.ask("info", Json.object(), deadline);
    return new Navigation(
        info.path("status").asInt(0),
        info.path("url").asString(""),
        info.path("title").asString(""),
        false,
        loaded);
  }
}
