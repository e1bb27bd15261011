package alpi.browser.chromium;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import tools.jackson.databind.JsonNode;

/// Where a tab has been.
public final class History {
  private History() {}

  /// The browser's own number of the page that lies so many steps away; a blank tab is none.
  ///
  /// @param steps back with -1, forward with 1
  public static int entry(Protocol tab, int steps, Deadline deadline) throws EngineFault {
    JsonNode history = tab.call("Page.getNavigationHistory", Json.object(), deadline);
    JsonNode entry = history.path("entries").path(history.path("currentIndex").asInt(0) + steps);
    if (entry.isMissingNode() || entry.path("url").asString("").equals("about:blank")) {
      throw new EngineFault(
          new Fault.Invalid(
              "There is no page " + (steps < 0 ? "before" : "after") + " this one in the tab."));
    }
    return entry.path("id").asInt(0);
  }
}
