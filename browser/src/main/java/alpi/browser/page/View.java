package alpi.browser.page;

import java.util.Locale;
import java.util.Optional;

/// How much of a page is shown.
public enum View {
  /// What can be acted on, under the headings it lies below.
  INTERACTIVE,
  /// Everything, as it is nested.
  FULL,
  /// Headings and landmarks.
  OUTLINE,
  /// What there is to read, without anything to act on.
  TEXT;

  public static Optional<View> parse(String word) {
    for (View view : values()) {
      if (view.name().equals(word.toUpperCase(Locale.ROOT))) {
        return Optional.of(view);
      }
    }
    return Optional.empty();
  }
}
