package alpi.browser.chromium;

import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A call in the browser's own protocol, to a page or to the browser.
@FunctionalInterface
public interface Protocol {
  JsonNode call(String method, ObjectNode params, Deadline deadline) throws EngineFault;
}
