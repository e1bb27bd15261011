package alpi.browser.service;

import java.util.Locale;
import java.util.Optional;

/// The engines there are.
public enum EngineKind {
  /// Needs Node on the machine.
  PLAYWRIGHT,
  /// Needs nothing but a browser.
  CDP,
  /// Needs an Obscura, which can do less than the others.
  OBSCURA;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<EngineKind> parse(String word) {
    for (EngineKind kind : values()) {
      if (kind.word().equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
