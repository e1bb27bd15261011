package alpi.cli.term;

import alpi.alp.rpc.ErrorCode;

/// The exit status of each named failure, as the protocol lists them.
public final class Exits {
  /// Standard output was closed by its reader: what a process killed by SIGPIPE ends with.
  public static final int BROKEN_PIPE = 141;

  /// Ctrl-C.
  public static final int INTERRUPTED = 130;

  private Exits() {}

  /// The status for the wire name `code`; 1 when the name is unknown.
  public static int of(String code) {
    for (ErrorCode known : ErrorCode.values()) {
      if (known.wire().equals(code)) {
        return known.exit();
      }
    }
    return 1;
  }
}
