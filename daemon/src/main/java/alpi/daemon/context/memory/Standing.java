package alpi.daemon.context.memory;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Whether a memory counts.
public enum Standing {
  /// It is shown to models.
  LIVE,
  /// A stranger's words went into it: it waits for the owner, and no model is shown it.
  HELD,
  /// A later one took its place; kept as history.
  SUPERSEDED,
  /// It is being forgotten: nobody is shown it any more.
  LEAVING;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Standing> ofWire(String wire) {
    return Arrays.stream(values()).filter(each -> each.wire().equals(wire)).findFirst();
  }
}
