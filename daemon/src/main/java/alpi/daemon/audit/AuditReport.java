package alpi.daemon.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a check of journal and checkpoints together found.
///
/// @param events found good, counted from the first
/// @param firstBad the first event that is not what was written; empty when it is a checkpoint that
///   is not, or nothing
/// @param checkpoints found good
/// @param vouched the last event that a checkpoint vouches for, 0 for none
/// @param at when the newest checkpoint was made
/// @param key that signed them
/// @param sentence what was found, for people
/// @param peers what those who were asked make of it
public record AuditReport(
    State state,
    long events,
    OptionalLong firstBad,
    long checkpoints,
    long vouched,
    Optional<Instant> at,
    Optional<String> key,
    String sentence,
    List<Comparison> peers) {
  public AuditReport {
    peers = List.copyOf(peers);
  }

  /// How a check ends; the first two are no alarm.
  public enum State {
    /// All is as it was written.
    OK,
    /// The same, and a crash had cut off a transaction that nobody was told of.
    TORN,
    /// Events were changed, removed, added or moved.
    TAMPERED,
    /// The journal ends before the last event that a checkpoint vouches for.
    CUT,
    /// The checkpoints are not what was written, or some are missing.
    CHECKPOINTS,
    /// All of it fits together, and peers were shown another history.
    CONTRADICTED,
    /// The file cannot be read.
    DAMAGED
  }

  public boolean sound() {
    return state == State.OK || state == State.TORN;
  }
}
