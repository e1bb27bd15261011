package alpi.cli.json;

/// Says that bytes are not one strict JSON value, and where reading stopped.
public final class JsonFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JsonFault(String what, int offset) {
    super(what + " at byte " + offset);
  }
}
