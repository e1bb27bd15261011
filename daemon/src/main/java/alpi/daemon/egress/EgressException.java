package alpi.daemon.egress;

import java.io.IOException;

/// An exchange over the network that failed, with the kind of failure and one sentence about it.
public final class EgressException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  public EgressException(Fault fault, String sentence) {
    super(sentence);
    this.fault = fault;
  }

  public EgressException(Fault fault, String sentence, Throwable cause) {
    super(sentence, cause);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }
}
