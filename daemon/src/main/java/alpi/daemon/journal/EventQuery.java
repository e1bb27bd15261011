package alpi.daemon.journal;

import alpi.daemon.base.SessionId;
import java.util.Optional;
import java.util.Set;

/// Which events to read, oldest first.
///
/// @param after read those with a larger `seq`
/// @param kinds empty means all kinds
/// @param limit at most so many, 1 to [#MAX_LIMIT]
public record EventQuery(
    long after,
    Set<EventKind> kinds,
    Optional<String> corr,
    Optional<SessionId> session,
    int limit) {
  public static final int MAX_LIMIT = 10_000;

  public EventQuery {
    kinds = Set.copyOf(kinds);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("a read takes 1 to " + MAX_LIMIT + " events");
    }
  }

  public static EventQuery after(long seq, int limit) {
    return new EventQuery(seq, Set.of(), Optional.empty(), Optional.empty(), limit);
  }

  public static EventQuery ofRun(String corr) {
    return new EventQuery(0, Set.of(), Optional.of(corr), Optional.empty(), MAX_LIMIT);
  }

  /// Goes on after an event.
  public EventQuery after(long seq) {
    return new EventQuery(seq, kinds, corr, session, limit);
  }

  public EventQuery kinds(Set<EventKind> only) {
    return new EventQuery(after, only, corr, session, limit);
  }
}
