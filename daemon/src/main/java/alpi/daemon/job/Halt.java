package alpi.daemon.job;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import java.time.Instant;

/// The owner's stop of everything: nothing starts in the profile until it is lifted.
///
/// @param reason in the owner's words, at most [#MAX_REASON] characters; empty when none was given
/// @param machine whether it was meant for every profile, those made later included
public record Halt(String reason, Actor by, Instant at, boolean machine) {
  /// Longest reason, in characters.
  public static final int MAX_REASON = 200;

  public Halt {
    if (reason.length() > MAX_REASON || reason.chars().anyMatch(Character::isISOControl)) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "A reason is one line of at most " + MAX_REASON + " characters.");
    }
  }

  /// What whoever wants something done meanwhile is told.
  public Problem refusal() {
    String why = reason.isEmpty() ? "" : ": " + reason;
    return Problem.of(
        ErrorCode.HALTED,
        "All work is halted since " + at + " by " + by + why + ".",
        "`alpi resume` lets work go on.");
  }
}
