package alpi.daemon.schedule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What becomes of a moment when the run before is still at work.
public enum Overlap {
  SKIP,
  QUEUE,
  REPLACE;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Overlap> ofWire(String wire) {
    return Arrays.stream(values()).filter(each -> each.wire().equals(wire)).findFirst();
  }
}
