package alpi.browser;

import alpi.alp.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Cookies and local storage of a session as JSON: `cookies` and `origins`, in the form Playwright
/// gave the name. Secrets: never logged, never shown.
public record StorageState(String json) {
  /// Larger ones are refused.
  public static final int MAX_CHARS = 8 << 20;

  /// Nobody is signed in anywhere.
  public static final StorageState NONE = new StorageState("{\"cookies\":[],\"origins\":[]}");

  public StorageState {
    if (json.length() > MAX_CHARS || !shaped(json)) {
      throw new IllegalArgumentException("not a storage state");
    }
  }

  public JsonNode tree() {
    return Json.parse(json);
  }

  private static boolean shaped(String json) {
    try {
      JsonNode tree = Json.parse(json);
      return tree.path("cookies").isArray() && tree.path("origins").isArray();
    } catch (JacksonException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "StorageState[" + json.length() + " characters]";
  }
}
