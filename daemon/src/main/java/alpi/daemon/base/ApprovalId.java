package alpi.daemon.base;

/// The name of one question put to the owner: an approval, or a clarification.
public record ApprovalId(String value) {
  public ApprovalId {
    value = Ids.checked("a", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
