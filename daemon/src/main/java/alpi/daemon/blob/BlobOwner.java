package alpi.daemon.blob;

import java.util.Locale;

/// Who keeps a blob alive: as long as it has an owner, it is not swept.
///
/// @param id names the owner within its kind: 1 to 128 printable ASCII characters
public record BlobOwner(Kind kind, String id) {
  /// Longest id, in characters.
  public static final int MAX_ID = 128;

  /// What can own a blob.
  public enum Kind {
    SESSION,
    RUN,
    PREIMAGE,
    RESULT,
    CONTEXT,
    MEMORY,
    CONFIG,
    SHARE,
    RECEIVED,
    OUTPUT,
    /// Kept by the owner, by name, until let go of.
    KEPT
  }

  public BlobOwner {
    if (id.isEmpty() || id.length() > MAX_ID || !id.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("an owner's id is 1 to 128 printable ASCII characters");
    }
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + ":" + id;
  }
}
