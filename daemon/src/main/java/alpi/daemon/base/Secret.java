package alpi.daemon.base;

/// A value that must not be shown. Prints as stars; compare and send it only through [#reveal].
public final class Secret {
  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /// The value itself. Every caller is a place that a reader of this code should look at.
  public String reveal() {
    return value;
  }

  public boolean isEmpty() {
    return value.isEmpty();
  }

  @Override
  public String toString() {
    return "***";
  }
}
