package alpi.daemon.context.memory;

import alpi.alp.json.Json;
import alpi.daemon.base.MemoryId;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import tools.jackson.databind.node.ObjectNode;

/// What goes on record of memory: ids, lanes, sources, lengths. Never a word of what is kept, and
/// no hash of it either: a short text can be guessed from its hash.
record MemoryJournal(Journal journal) {
  /// Durable when this returns.
  void tell(EventKind kind, Remembered it, Origin origin) {
    tell(kind, it, origin, "");
  }

  /// @param why a short label; empty where the kind says it all
  void tell(EventKind kind, Remembered it, Origin origin, String why) {
    ObjectNode body =
        Json.object()
            .put("memory", it.id().value())
            .put("lane", it.lane().wire())
            .put("chars", it.text().length())
            .put("sources", MemoryRows.sources(it.came()));
    it.replaces().map(MemoryId::value).ifPresent(id -> body.put("replaces", id));
    if (!why.isEmpty()) {
      body.put("why", why);
    }
    Draft draft = Draft.of(kind, origin.actor()).in(origin.session()).body(body);
    journal.append(origin.run().map(run -> draft.corr(run.value())).orElse(draft));
  }
}
