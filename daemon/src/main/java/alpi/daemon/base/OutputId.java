package alpi.daemon.base;

/// Names an output: `o` and 17 more signs.
public record OutputId(String value) {
  public OutputId {
    value = Ids.checked("o", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
