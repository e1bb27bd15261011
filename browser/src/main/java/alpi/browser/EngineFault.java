package alpi.browser;

import java.util.Objects;

/// Carries a [Fault] out of an engine.
public final class EngineFault extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Fault fault;

  public EngineFault(Fault fault) {
    super(fault.sentence());
    this.fault = Objects.requireNonNull(fault);
  }

  public EngineFault(Fault fault, Throwable cause) {
    super(fault.sentence(), cause);
    this.fault = Objects.requireNonNull(fault);
  }

  public Fault fault() {
    return fault;
  }
}
