package alpi.browser.chromium;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Navigation;
import alpi.browser.TabId;
import alpi.browser.TabInfo;
import alpi.browser.Waits;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A page that is open, as far as every engine has one.
public interface Tab {
  TabId id();

  boolean crashed();

  /// Asks the page's reader.
  JsonNode ask(String verb, ObjectNode arguments, Deadline deadline) throws EngineFault;

  /// As it is listed.
  default TabInfo info(boolean selected, Deadline deadline) throws EngineFault {
    if (crashed()) {
      return new TabInfo(id(), "", "(crashed)", selected);
    }
    JsonNode info = ask("info", Json.object(), deadline);
    return new TabInfo(
        id(), info.path("url").asString(""), info.path("title").asString(""), selected);
  }

  /// Where going somewhere led.
  default Navigation arrived(boolean loaded, Deadline deadline) throws EngineFault {
    JsonNode info = ask("info", Json.object(), deadline);
    return new Navigation(
        info.path("status").asInt(0),
        info.path("url").asString(""),
        info.path("title").asString(""),
        false,
        loaded);
  }

  /// Waits until the page has not changed for a moment; a restless one is not waited for long.
  default void quiet(Deadline deadline) throws EngineFault {
    ObjectNode moment =
        Json.object().put("still", Waits.STILL_MILLIS).put("most", Waits.RESTLESS_MILLIS);
    ask("quiet", moment, deadline);
  }
}
