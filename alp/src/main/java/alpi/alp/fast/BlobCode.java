package alpi.alp.fast;

import alpi.alp.envelope.LinkCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Why a blob is not taken or not given, on the fast lane: numbers of its own.
public enum BlobCode {
  CAPABILITY_DENIED(-32001, false, LinkCode.CAPABILITY_DENIED),
  RATE_LIMITED(-32005, true, LinkCode.RATE_LIMITED),
  BLOB_NOT_FOUND(-32011, false, LinkCode.BLOB_NOT_FOUND),
  TOO_BIG(-32012, false, LinkCode.INVALID_BLOB),
  QUOTA(-32013, false, LinkCode.INVALID_BLOB),
  DISK_LOW(-32014, true, LinkCode.INTERNAL_ERROR),
  BAD_CHUNK(-32015, false, LinkCode.INVALID_BLOB),
  BAD_ROOT(-32016, false, LinkCode.INVALID_BLOB),
  BAD_HASH(-32017, false, LinkCode.INVALID_BLOB),
  BAD_SIGNATURE(-32018, false, LinkCode.INVALID_BLOB),
  SOURCE_CHANGED(-32019, false, LinkCode.INTERNAL_ERROR),
  BUSY(-32020, true, LinkCode.TARGET_BUSY),
  /// The receiver's owner, or a newer connection, ended it.
  CANCELLED(-32021, false, LinkCode.INTERNAL_ERROR),
  INTERNAL_ERROR(-32603, true, LinkCode.INTERNAL_ERROR);

  private final int number;
  private final boolean retryable;
  private final LinkCode overVersion1;

  BlobCode(int number, boolean retryable, LinkCode overVersion1) {
    this.number = number;
    this.retryable = retryable;
    this.overVersion1 = overVersion1;
  }

  public int number() {
    return number;
  }

  /// Its name in logs and documents, for example `bad-chunk`.
  public String message() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Whether the same may succeed later without a change.
  public boolean retryable() {
    return retryable;
  }

  /// The refusal that says the same in version 1.
  public LinkCode overVersion1() {
    return overVersion1;
  }

  public static Optional<BlobCode> of(int number) {
    return Arrays.stream(values()).filter(code -> code.number == number).findFirst();
  }
}
