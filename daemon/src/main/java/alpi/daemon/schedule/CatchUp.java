package alpi.daemon.schedule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What becomes of moments that passed while nothing could run.
public enum CatchUp {
  /// All are missed.
  NONE,
  /// The latest runs.
  ONE,
  /// The latest [Missing#MAX_ALL] run.
  ALL;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<CatchUp> ofWire(String wire) {
    return Arrays.stream(values()).filter(each -> each.wire().equals(wire)).findFirst();
  }
}
