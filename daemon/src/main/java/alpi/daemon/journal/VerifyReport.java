package alpi.daemon.journal;

import java.util.OptionalLong;

/// What a check of the whole chain found.
///
/// @param events how many were found good, counted from the first
/// @param firstBad the number of the first event that is not what was written: changed, missing,
///   added or out of place
/// @param sentence what was found, for people
public record VerifyReport(Verdict verdict, long events, OptionalLong firstBad, String sentence) {
  /// The ways a check ends. The first two are no alarm, the others are.
  public enum Verdict {
    /// Every event is there and unchanged.
    OK,
    /// The same, and a crash had cut off a transaction that nobody was told of.
    TORN_TAIL,
    /// Events were changed, removed, added or moved after they were written.
    TAMPERED,
    /// Events that something outside the file vouches for are missing at its end: it was cut off,
    /// or an older copy was put in its place.
    CUT,
    /// The file itself cannot be read: the disk lost or flipped bytes.
    DAMAGED
  }

  /// Whether everything that was acknowledged is there, unchanged.
  public boolean sound() {
    return verdict == Verdict.OK || verdict == Verdict.TORN_TAIL;
  }
}
