package alpi.daemon.audit;

import java.util.Locale;

/// How bad it is, the worst first.
public enum Severity {
  /// A promise does not hold: act now.
  FAIL,
  /// Wider open than it need be.
  WARN,
  /// Nothing wrong, and good to know.
  NOTE,
  /// As it should be.
  OK;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
