package alpi.alp.wire;

/// Something the other side sent, or failed to send, that the protocol does not allow.
///
/// It has no stack trace: a stranger can cause one with every byte.
public final class WireFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /// A fault with its circumstances, which hold no secret.
  public WireFault(Fault fault, String detail) {
    super(detail, null, false, false);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
