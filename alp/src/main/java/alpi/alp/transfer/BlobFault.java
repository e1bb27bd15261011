package alpi.alp.transfer;

import alpi.alp.fast.BlobCode;

/// The end of a transfer for a reason that has a code.
public final class BlobFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final BlobCode code;

  public BlobFault(BlobCode code, String detail) {
    super(detail);
    this.code = code;
  }

  public BlobCode code() {
    return code;
  }

  public BlobRefusal refusal() {
    return new BlobRefusal(code, String.valueOf(getMessage()));
  }
}
