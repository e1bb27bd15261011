package alpi.daemon.base;

/// Names a paired device: `d` and 17 more signs.
public record DeviceId(String value) {
  public DeviceId {
    value = Ids.checked("d", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
