package alpi.alp.rpc;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The closed list of named failures. The name travels in `error.data.code`; the number is the
/// JSON-RPC code; the exit status is what the terminal client ends with.
public enum ErrorCode {
  PARSE_ERROR(-32700, 2, false),
  INVALID_REQUEST(-32600, 2, false),
  METHOD_NOT_FOUND(-32601, 2, false),
  INVALID_PARAMS(-32602, 2, false),
  INTERNAL(-32603, 1, false),

  FORBIDDEN(-32001, 3, false),
  DENIED(-32001, 3, false),
  NEED_GRANT(-32001, 3, false),
  APPROVAL_TIMEOUT(-32001, 3, false),
  EGRESS_DENIED(-32001, 3, false),
  SANDBOX_UNAVAILABLE(-32001, 3, false),

  NOT_FOUND(-32004, 1, false),
  GONE(-32004, 1, false),
  CONFLICT(-32008, 1, false),
  STALE_PARENT(-32008, 1, false),
  IDEM_CONFLICT(-32008, 1, false),
  CYCLE(-32008, 2, false),
  BUSY(-32009, 1, true),
  QUEUE_FULL(-32009, 1, true),
  RATE_LIMITED(-32009, 1, true),
  TOO_LARGE(-32010, 2, false),

  BUDGET(-32011, 4, false),
  MODEL_UNREACHABLE(-32012, 5, true),
  MODEL_AUTH(-32012, 5, false),
  MODEL_REFUSED(-32012, 1, false),
  MODEL_BROKEN(-32012, 1, true),
  NO_MODEL(-32012, 5, false),
  EMPTY_ANSWER(-32012, 1, true),
  ANSWER_CUT(-32012, 1, false),

  CANCELLED(-32013, 130, false),
  INTERRUPTED(-32013, 1, false),
  DEADLINE(-32013, 1, false),
  STEPS(-32013, 1, false),
  ATTEMPTS_EXHAUSTED(-32013, 1, false),
  DEPENDENCY_FAILED(-32013, 1, false),

  CONFIG_BROKEN(-32014, 1, false),
  CORRUPT(-32014, 1, false),
  DISK_FULL(-32014, 1, true),
  STORAGE(-32014, 1, false),
  HALTED(-32014, 1, false),
  DAEMON_UNREACHABLE(-32015, 5, true),

  PEER_UNREACHABLE(-32016, 5, true),
  PEER_REFUSED(-32016, 1, false);

  private final int number;
  private final int exit;
  private final boolean retryable;

  ErrorCode(int number, int exit, boolean retryable) {
    this.number = number;
    this.exit = exit;
    this.retryable = retryable;
  }

  /// The name on the wire, for example `model_auth`.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The JSON-RPC error number: the five of the specification, else in -32019..-32000.
  public int number() {
    return number;
  }

  /// The exit status of a command that ended for this reason.
  public int exit() {
    return exit;
  }

  /// Whether the same request may succeed later without a change.
  public boolean retryable() {
    return retryable;
  }

  public static Optional<ErrorCode> ofWire(String wire) {
    return Arrays.stream(values()).filter(code -> code.wire().equals(wire)).findFirst();
  }
}
