package alpi.daemon;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// What a profile paid for models, as its journal has it.
final class Spending {
  private Spending() {}

  /// The sum of all that was spent at `from` or later, in US dollars.
  static BigDecimal since(Journal journal, Instant from) {
    BigDecimal sum = BigDecimal.ZERO;
    List<Event> page = page(journal, journal.lastBefore(from));
    while (!page.isEmpty()) {
      for (Event event : page) {
        String usd = event.body().path("usd").asString("");
        if (!usd.isEmpty() && !event.at().isBefore(from)) {
          sum = sum.add(new BigDecimal(usd));
        }
      }
      page = page(journal, page.getLast().seq());
    }
    return sum;
  }

  private static List<Event> page(Journal journal, long after) {
    return journal.read(
        EventQuery.after(after, EventQuery.MAX_LIMIT)
            .kinds(Set.of(EventKind.MODEL_ANSWERED, EventKind.MODEL_FAILED)));
  }
}
