package alpi.daemon.context;

import alpi.daemon.session.Session;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Finds what was said before and is no longer shown, for the words of a turn.
@FunctionalInterface
public interface Recaller {
  /// Nothing is ever found.
  Recaller NONE = (_, _, _, _) -> new Found(List.of(), Optional.empty());

  /// Candidates, the best first.
  ///
  /// @param turns those that may be brought back
  /// @param query the owner's words; any text
  Found find(Session session, Predicate<String> turns, String query, int limit);

  /// @param notice why there may be more than was found
  record Found(List<Recalled> items, Optional<String> notice) {
    public Found {
      items = List.copyOf(items);
    }
  }
}
