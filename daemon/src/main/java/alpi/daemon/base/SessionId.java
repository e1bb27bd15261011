package alpi.daemon.base;

/// The name of a conversation; also the stem of its file.
public record SessionId(String value) {
  public SessionId {
    value = Ids.checked("s", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
