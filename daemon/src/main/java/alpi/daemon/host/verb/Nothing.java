package alpi.daemon.host.verb;

/// The params or the result of a verb that has none: `{}`.
public record Nothing() {
  public static final Nothing NOTHING = new Nothing();
}
