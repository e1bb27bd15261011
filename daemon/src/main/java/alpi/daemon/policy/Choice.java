package alpi.daemon.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How the owner answers a request for consent.
public enum Choice {
  /// This time.
  ONCE,
  /// Until the conversation ends, at most a day.
  SESSION,
  /// From now on, for exactly this.
  ALWAYS,
  DENY;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Choice> ofWire(String wire) {
    return Arrays.stream(values()).filter(choice -> choice.wire().equals(wire)).findFirst();
  }
}
