package alpi.alp.transfer;

import alpi.alp.fast.BlobCode;
import alpi.alp.fast.LaneRecord.Refused;

/// Why a blob is not taken or not given.
///
/// @param detail one line that is safe to show to the peer; may be empty
public record BlobRefusal(BlobCode code, String detail) {
  public BlobRefusal {
    if (detail.length() > Refused.MAX_DETAIL || detail.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a detail is one short line");
    }
  }

  public static BlobRefusal of(BlobCode code) {
    return new BlobRefusal(code, "");
  }
}
