package alpi.daemon.agent;

import alpi.daemon.base.JobId;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import alpi.daemon.model.ModelEvent.Usage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// What a run has used, added up from its record over all its attempts.
///
/// @param usd what is known of the price; empty when no call had one
/// @param model the one that was asked last
record RunTally(int steps, Usage usage, Optional<BigDecimal> usd, String model) {
  static final RunTally NONE = new RunTally(0, Usage.NONE, Optional.empty(), "");

  private static final Set<EventKind> KINDS =
      Set.of(EventKind.MODEL_CALLED, EventKind.MODEL_ANSWERED, EventKind.MODEL_FAILED);

  static RunTally of(Journal journal, JobId run) {
    RunTally tally = NONE;
    List<Event> page = journal.read(EventQuery.ofRun(run.value()).kinds(KINDS));
    while (!page.isEmpty()) {
      for (Event event : page) {
        tally = tally.plus(event);
      }
      long after = page.getLast().seq();
      page =
          page.size() == EventQuery.MAX_LIMIT
              ? journal.read(EventQuery.ofRun(run.value()).kinds(KINDS).after(after))
              : List.of();
    }
    return tally;
  }

  /// With one more event of the run, whatever it tells of.
  RunTally with(Event event) {
    return KINDS.contains(event.kind()) ? plus(event) : this;
  }

  private RunTally plus(Event event) {
    ObjectNode body = event.body();
    String by = body.path("model").asString(model);
    if (event.kind() == EventKind.MODEL_CALLED) {
      // Step 0 is a call beside the steps, as one that condenses the conversation.
      int step = event.body().path("step").asInt(1) == 0 ? 0 : 1;
      return new RunTally(steps + step, usage, usd, by);
    }
    Usage used =
        new Usage(
            body.path("input").asLong(0),
            body.path("output").asLong(0),
            body.path("cached").asLong(0),
            body.path("estimated").asBoolean(false));
    return new RunTally(steps, usage.plus(used), sum(body.path("usd").asString("")), by);
  }

  private Optional<BigDecimal> sum(String more) {
    return more.isEmpty()
        ? usd
        : Optional.of(usd.orElse(BigDecimal.ZERO).add(new BigDecimal(more)));
  }
}
