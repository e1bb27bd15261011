package alpi.alp.crypto;

import java.io.IOException;

/// Sealed bytes that are not what was sealed, or a key that is not theirs.
public final class SealBroken extends IOException {
  private static final long serialVersionUID = 1L;

  private final Why why;

  SealBroken(Why why) {
    super("sealed bytes do not open: " + why);
    this.why = why;
  }

  /// What can be told of it.
  public enum Why {
    /// The very first piece does not open: another key, or its own beginning was altered.
    KEY,
    /// A later piece does not open.
    ALTERED,
    /// The last piece does not open: it was altered, or cut off in its middle, or something
    /// follows.
    END,
    /// The end is missing.
    CUT
  }

  public Why why() {
    return why;
  }
}
