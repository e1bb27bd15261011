package alpi.daemon.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// What a peer was shown of a journal, beside what the journal says now.
///
/// @param upto the newest event that the peer can vouch for; for a contradiction, the first that is
///   not what the peer was shown
/// @param at when the checkpoint of that event was made
/// @param detail for people
public record Comparison(
    String peer, Standing standing, OptionalLong upto, Optional<Instant> at, String detail) {
  /// What the word of a peer comes to.
  public enum Standing {
    /// All that it was shown is still so.
    AGREES,
    /// It was shown another history than this one, and can prove it.
    CONTRADICTS,
    /// It was shown nothing.
    NOTHING,
    /// It says what it cannot prove.
    UNPROVEN,
    /// It said nothing.
    SILENT
  }
}
