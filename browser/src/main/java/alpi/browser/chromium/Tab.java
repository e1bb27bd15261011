package alpi.browser.chromium;

import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.TabId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A page that is open, as far as every engine has one.
public interface Tab {
  TabId id();

  boolean crashed();

  /// Asks the page's reader.
  JsonNode ask(String verb, ObjectNode arguments, Deadline deadline) throws EngineFault;
}
