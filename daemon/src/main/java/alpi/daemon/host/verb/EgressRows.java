package alpi.daemon.host.verb;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Folds the ledger out of the record: one row a connection, its end in the place of its beginning
/// once there is one.
///
/// @param limit the newest so many
record EgressRows(Optional<String> job, Optional<String> host, int limit) {
  private static final Set<EventKind> KINDS =
      Set.of(EventKind.EGRESS_OPENED, EventKind.EGRESS_CLOSED, EventKind.EGRESS_DENIED);
  private static final int PAGE = 2000;

  /// @param within how far back, in milliseconds
  List<EgressRow> read(Journal journal, Instant now, long within) {
    long after = within >= now.toEpochMilli() ? 0 : journal.lastBefore(now.minusMillis(within));
    Deque<EgressRow> rows = new ArrayDeque<>();
    List<Event> page = page(journal, after);
    while (!page.isEmpty()) {
      for (Event event : page) {
        take(rows, EgressRow.of(event));
      }
      page = page(journal, page.getLast().seq());
    }
    return new ArrayList<>(rows);
  }

  private List<Event> page(Journal journal, long after) {
    return journal.read(new EventQuery(after, KINDS, job, Optional.empty(), PAGE));
  }

  private void take(Deque<EgressRow> rows, EgressRow row) {
    if (host.isPresent() && !host.get().equals(row.host())) {
      return;
    }
    Optional<EgressRow> begun = rows.stream().filter(each -> each.opens(row)).findFirst();
    begun.ifPresent(rows::remove);
    rows.addLast(row);
    if (rows.size() > limit) {
      rows.removeFirst();
    }
  }
}
