package alpi.browser;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A key with what is held down meanwhile: `Enter`, `a`, `Control+A`, `Shift+Tab`.
///
/// @param key as the `key` of a keyboard event
public record KeyStroke(List<Modifier> held, String key) {
  /// Held down while another key is pressed; the bit is that of the protocol.
  public enum Modifier {
    Alt(1),
    Control(2),
    Meta(4),
    Shift(8);

    private final int bit;

    Modifier(int bit) {
      this.bit = bit;
    }

    public int bit() {
      return bit;
    }
  }

  /// Keys that have a name; every other is one character.
  public static final Set<String> NAMED =
      Set.of(
          "Enter",
          "Tab",
          "Escape",
          "Backspace",
          "Delete",
          "Insert",
          "Home",
          "End",
          "PageUp",
          "PageDown",
          "ArrowUp",
          "ArrowDown",
          "ArrowLeft",
          "ArrowRight",
          "Space",
          "F1",
          "F2",
          "F3",
          "F4",
          "F5",
          "F6",
          "F7",
          "F8",
          "F9",
          "F10",
          "F11",
          "F12");

  public KeyStroke {
    held = List.copyOf(held);
  }

  /// Reads `Control+Shift+T`; nothing when it names no key.
  public static Optional<KeyStroke> parse(String text) {
    var held = new ArrayList<Modifier>();
    String rest = text.strip();
    for (int plus = rest.indexOf('+'); plus > 0 && plus < rest.length() - 1; ) {
      String word = rest.substring(0, plus);
      Optional<Modifier> modifier =
          Arrays.stream(Modifier.values()).filter(each -> each.name().equals(word)).findFirst();
      if (modifier.isEmpty()) {
        return Optional.empty();
      }
      held.add(modifier.get());
      rest = rest.substring(plus + 1);
      plus = rest.indexOf('+');
    }
    boolean known = NAMED.contains(rest) || rest.codePointCount(0, rest.length()) == 1;
    return known
        ? Optional.of(new KeyStroke(held.stream().distinct().toList(), rest))
        : Optional.empty();
  }

  public int bits() {
    return held.stream().mapToInt(Modifier::bit).reduce(0, (a, b) -> a | b);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    held.forEach(each -> text.append(each.name()).append('+'));
    return text.append(key).toString();
  }
}
