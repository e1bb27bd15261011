package alpi.browser.cdp;

import tools.jackson.databind.JsonNode;

/// What the browser answered to one call.
sealed interface Reply {
  record Result(JsonNode value) implements Reply {}

  record Refusal(String message) implements Reply {
    /// The document that was spoken to has been replaced.
    boolean documentGone() {
      return message.contains("context")
          || message.contains("navigated or closed")
          || message.contains("Could not find object")
          || message.contains("Promise was collected")
          || message.contains("No frame");
    }
  }

  /// The tab that was spoken to is closed.
  record Detached() implements Reply {}

  /// The page that was spoken to crashed.
  record Crashed() implements Reply {}

  /// The browser has hung up.
  record HungUp() implements Reply {}
}
