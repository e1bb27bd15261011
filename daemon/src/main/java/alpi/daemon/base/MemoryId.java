package alpi.daemon.base;

/// Names a memory: `m` and 17 more signs.
public record MemoryId(String value) {
  public MemoryId {
    value = Ids.checked("m", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
