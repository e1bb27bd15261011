package alpi.alp.envelope;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The refusals of version 1 of the link. One number stands for several, so a refusal is known by
/// number and message together.
public enum LinkCode {
  CAPABILITY_DENIED(-32001, false),
  RATE_LIMITED(-32005, true),
  BUDGET_EXCEEDED(-32005, false),
  TARGET_BUSY(-32007, true),
  WORKGROUP_NOT_MEMBER(-32008, false),
  WORKGROUP_NOT_JOINED(-32008, false),
  WORKGROUP_NOT_HUB(-32008, false),
  WORKGROUP_NOT_FOUND(-32009, false),
  WORKGROUP_PAUSED(-32010, false),
  WORKGROUP_FULL(-32010, false),
  FILE_NOT_FOUND(-32011, false),
  BLOB_NOT_FOUND(-32012, false),
  FILE_QUOTA_EXCEEDED(-32012, false),
  METHOD_NOT_FOUND(-32601, false),
  INVALID_PARAMS(-32602, false),
  INVALID_BLOB(-32602, false),
  INVALID_WORKGROUP_FILE(-32602, false),
  INTERNAL_ERROR(-32603, false);

  private final int number;
  private final boolean retryable;

  LinkCode(int number, boolean retryable) {
    this.number = number;
    this.retryable = retryable;
  }

  public int number() {
    return number;
  }

  /// The message on the wire, for example `capability-denied`.
  public String message() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Whether the same request may succeed later without a change.
  public boolean retryable() {
    return retryable;
  }

  /// The refusal of this number and message; empty for one we do not know.
  public static Optional<LinkCode> of(int number, String message) {
    return Arrays.stream(values())
        .filter(code -> code.number == number && code.message().equals(message))
        .findFirst();
  }
}
