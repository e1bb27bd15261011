package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.KeyStroke;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Key strokes as the protocol wants them: on a keyboard of the United States.
final class Keys {
  /// @param code the place on the keyboard
  /// @param number the old number of the key
  /// @param text what it types; empty for none
  private record Key(String code, int number, String text) {}

  private static final Map<String, Key> NAMED =
      Map.ofEntries(
          Map.entry("Enter", new Key("Enter", 13, "\r")),
          Map.entry("Tab", new Key("Tab", 9, "")),
          Map.entry("Escape", new Key("Escape", 27, "")),
          Map.entry("Backspace", new Key("Backspace", 8, "")),
          Map.entry("Delete", new Key("Delete", 46, "")),
          Map.entry("Insert", new Key("Insert", 45, "")),
          Map.entry("Home", new Key("Home", 36, "")),
          Map.entry("End", new Key("End", 35, "")),
          Map.entry("PageUp", new Key("PageUp", 33, "")),
          Map.entry("PageDown", new Key("PageDown", 34, "")),
          Map.entry("ArrowLeft", new Key("ArrowLeft", 37, "")),
          Map.entry("ArrowUp", new Key("ArrowUp", 38, "")),
          Map.entry("ArrowRight", new Key("ArrowRight", 39, "")),
          Map.entry("ArrowDown", new Key("ArrowDown", 40, "")),
          Map.entry("Space", new Key("Space", 32, " ")));

  private static final int F1 = 112;

  private Keys() {}

  static ObjectNode down(KeyStroke stroke) {
    Key key = of(stroke.key());
    boolean types =
        !key.text().isEmpty()
            && !stroke.held().contains(KeyStroke.Modifier.Control)
            && !stroke.held().contains(KeyStroke.Modifier.Meta)
            && !stroke.held().contains(KeyStroke.Modifier.Alt);
    ObjectNode event = event(types ? "keyDown" : "rawKeyDown", stroke, key);
    return types ? event.put("text", key.text()).put("unmodifiedText", key.text()) : event;
  }

  static ObjectNode up(KeyStroke stroke) {
    return event("keyUp", stroke, of(stroke.key()));
  }

  private static ObjectNode event(String type, KeyStroke stroke, Key key) {
    return Json.object()
        .put("type", type)
        .put("modifiers", stroke.bits())
        .put("key", stroke.key().equals("Space") ? " " : stroke.key())
        .put("code", key.code())
        .put("windowsVirtualKeyCode", key.number());
  }

  private static Key of(String name) {
    Key named = NAMED.get(name);
    if (named != null) {
      return named;
    }
    if (name.length() > 1 && name.startsWith("F") && KeyStroke.NAMED.contains(name)) {
      return new Key(name, F1 - 1 + Integer.parseInt(name.substring(1)), "");
    }
    int point = name.codePointAt(0);
    if (point < 128 && Character.isLetter(point)) {
      String upper = name.toUpperCase(Locale.ROOT);
      return new Key("Key" + upper, upper.charAt(0), name);
    }
    if (point < 128 && Character.isDigit(point)) {
      return new Key("Digit" + name, point, name);
    }
    return new Key("", 0, name);
  }
}
