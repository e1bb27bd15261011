package alpi.daemon.base;

/// The name of a grant.
public record GrantId(String value) {
  public GrantId {
    value = Ids.checked("g", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
