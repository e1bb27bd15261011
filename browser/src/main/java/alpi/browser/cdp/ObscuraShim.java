package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.BrowserEvent;
import alpi.browser.DialogPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The script that runs in each document before the page's own, and what it tells.
final class ObscuraShim {
  /// The function through which it tells.
  static final String BINDING = "alpiTold";

  /// Longer words are not its own.
  private static final int MAX_CHARS = 4096;

  private static final String TEXT = load();

  private ObscuraShim() {}

  /// To run before a document's own scripts.
  static String script(DialogPolicy policy) {
    return policy(policy) + "(" + TEXT + ")();";
  }

  /// To change the answers of a document that is there.
  static String policy(DialogPolicy policy) {
    String answers =
        Json.text(
            Json.object().put("accept", policy.acceptConfirm()).put("text", policy.promptText()));
    return "globalThis.alpiPolicy = " + answers + ";";
  }

  /// What it told, unless that makes no sense: pages can speak in its name.
  static Optional<BrowserEvent> told(JsonNode params) {
    String payload = params.path("payload").asString("");
    if (!params.path("name").asString("").equals(BINDING) || payload.length() > MAX_CHARS) {
      return Optional.empty();
    }
    try {
      JsonNode said = Json.parse(payload);
      String text = BrowserEvent.cut(said.path("text").asString(""));
      boolean accepted = said.path("accepted").asBoolean(false);
      String kind = said.path("kind").asString("");
      return switch (kind) {
        case "alert", "confirm", "prompt" ->
            Optional.of(new BrowserEvent.Dialog(kind, text, accepted));
        case "tab" -> Optional.of(new BrowserEvent.TabRefused(text));
        default -> Optional.empty();
      };
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static String load() {
    try (InputStream in = ObscuraShim.class.getResourceAsStream("obscura.js")) {
      if (in == null) {
        throw new IllegalStateException("obscura.js is not packed");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
