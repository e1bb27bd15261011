package alpi.cli.term;

/// Colours of a result, where a terminal shows it; none in a pipe, and none with `NO_COLOR`.
public final class Tint {
  private static final String RESET = "\u001b[0m";

  private final boolean on;

  Tint(boolean on) {
    this.on = on;
  }

  /// Of less weight than the rest.
  public String dim(String text) {
    return on ? "\u001b[2m" + text + RESET : text;
  }

  public String bold(String text) {
    return on ? "\u001b[1m" + text + RESET : text;
  }

  /// Something that did not work out.
  public String bad(String text) {
    return on ? "\u001b[31m" + text + RESET : text;
  }
}
