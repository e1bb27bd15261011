package alpi.daemon.session;

import alpi.daemon.base.SessionId;
import java.time.Instant;
import java.util.Optional;

/// One conversation in a list.
///
/// @param title the owner's name for it, else the first line of what was asked first
/// @param updated when the last line was written
/// @param turns how many times the owner asked
/// @param messages lines of any kind, notes included
/// @param model the one that answered last; empty before the first answer
/// @param bytes size of its file
/// @param lastTurn the turn that was begun last, and how far it came
public record SessionSummary(
    SessionId id,
    String title,
    Instant created,
    Instant updated,
    int turns,
    int messages,
    String model,
    long bytes,
    Optional<String> lastTurn,
    Optional<TurnState> lastState) {}
