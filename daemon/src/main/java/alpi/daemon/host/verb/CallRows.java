package alpi.daemon.host.verb;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the calls of the host plane out of the record, each with how it ended.
///
/// @param actor only theirs
/// @param verb only of this verb, or of all that begin with it
/// @param limit the newest so many
record CallRows(Optional<String> actor, Optional<String> verb, int limit) {
  private static final Set<EventKind> KINDS =
      EnumSet.of(EventKind.HOST_CALLED, EventKind.HOST_FAILED, EventKind.AUTH_FAILED);

  /// @param after events with a larger number
  List<CallRow> read(Journal journal, long after) {
    Map<String, CallRow> rows = new LinkedHashMap<>();
    long cursor = after;
    List<Event> page = page(journal, cursor);
    while (!page.isEmpty()) {
      page.forEach(event -> take(event, rows));
      cursor = page.getLast().seq();
      page = page(journal, cursor);
    }
    List<CallRow> all = List.copyOf(rows.values());
    return all.subList(Math.max(0, all.size() - limit), all.size());
  }

  private static List<Event> page(Journal journal, long after) {
    return journal.read(EventQuery.after(after, Limit.MAX).kinds(KINDS));
  }

  private void take(Event event, Map<String, CallRow> rows) {
    String key = event.span().orElse("seq " + event.seq());
    if (event.kind() == EventKind.HOST_FAILED) {
      rows.computeIfPresent(key, (_, row) -> row.failed(event));
      return;
    }
    CallRow row = CallRow.of(event);
    boolean wanted =
        actor.map(row.actor()::equals).orElse(true)
            && verb.map(it -> row.verb().equals(it) || row.verb().startsWith(it + "."))
                .orElse(true);
    if (wanted) {
      rows.put(key, row);
      if (rows.size() > 2 * limit) {
        rows.keySet().stream().limit(limit / 2 + 1L).toList().forEach(rows::remove);
      }
    }
  }
}
