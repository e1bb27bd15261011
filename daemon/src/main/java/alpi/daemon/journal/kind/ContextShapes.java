package alpi.daemon.journal.kind;

import static alpi.daemon.journal.kind.Field.hash;
import static alpi.daemon.journal.kind.Field.text;
import static alpi.daemon.journal.kind.Field.truth;
import static alpi.daemon.journal.kind.Field.whole;

import alpi.daemon.journal.EventKind;
import java.util.List;
import java.util.stream.Stream;

/// What is remembered, and what models are shown.
final class ContextShapes {
  private static final List<Field> MEMORY =
      List.of(
          text("memory", "its id"),
          text("lane", "what kind of thing it is"),
          whole("chars", "its length; no word of it is on record"),
          text("sources", "where it came from, with commas between"),
          text("replaces", "the memory it stands for").sometimes(),
          text("why", "a short label").sometimes());
  private static final Field TURNS = whole("turns", "how many of the oldest turns");
  private static final Field BY = text("by", "the model, or `extractive`");
  private static final Field COVERAGE =
      whole("coverage", "percent of the earlier conversation that is shown word for word");
  private static final Field RISK = whole("risk", "how likely something needed is missing");

  private ContextShapes() {}

  static List<Shape> all() {
    return Stream.of(memories(), context()).flatMap(List::stream).toList();
  }

  private static List<Shape> memories() {
    return List.of(
        memory(EventKind.MEMORY_KEPT, "Something is remembered."),
        memory(EventKind.MEMORY_REINFORCED, "What is remembered was said again."),
        Shape.of(
            EventKind.MEMORY_SHOWN,
            "Memories were put behind the owner's words.",
            text("memories", "their ids, with spaces between"),
            whole("chars", "all of them together"),
            whole("omitted", "how many had no room")),
        memory(EventKind.MEMORY_HELD, "A memory waits for the owner's review."),
        memory(EventKind.MEMORY_ADMITTED, "The owner let a held memory in."),
        memory(EventKind.MEMORY_REJECTED, "The owner turned a held memory away."),
        memory(EventKind.MEMORY_CORRECTED, "A memory takes the place of another."),
        memory(EventKind.MEMORY_CHANGED, "What is known about a memory changed."),
        memory(EventKind.MEMORY_FORGOTTEN, "A memory was forgotten on request."),
        memory(EventKind.MEMORY_DROPPED, "A memory expired or made room."));
  }

  private static Shape memory(EventKind kind, String when) {
    return Shape.of(kind, when).and(MEMORY);
  }

  private static List<Shape> context() {
    return List.of(
        Shape.of(
                EventKind.CONTEXT_ASSEMBLED,
                "It is settled what the model will be shown.",
                whole("step", "which call of the run, from 1"),
                whole("window", "tokens that request and answer may take"),
                truth("images", "whether the model sees pictures"),
                whole("tokens", "tokens of the request"),
                whole("limit", "tokens it may have"),
                whole("included", "pieces shown"),
                whole("omitted", "pieces left out"),
                COVERAGE,
                RISK,
                text("level", "the risk in a word"),
                hash("prefix_sha", "the part that providers can keep"))
            .and(slots()),
        Shape.of(
            EventKind.CONTEXT_AT_RISK,
            "What the question needs may well be missing.",
            COVERAGE,
            RISK,
            text("reasons", "why, with commas between")),
        Shape.of(
            EventKind.CONTEXT_COMPACTED,
            "The oldest turns are condensed.",
            TURNS,
            whole("before", "their tokens"),
            whole("after", "tokens of what stands in their place"),
            whole("sections", "pieces of that"),
            whole("loss", "percent of them that nothing left names"),
            BY),
        Shape.of(
            EventKind.CONTEXT_UNCOMPACTED,
            "Condensing failed; nothing changed.",
            TURNS,
            text("code", "the error code"),
            BY));
  }

  private static List<Field> slots() {
    return Stream.of(
            "persona", "tools", "task", "recent", "summary", "recalled", "files", "tool_results")
        .map(slot -> whole("slot_" + slot, "tokens in this slot").sometimes())
        .toList();
  }
}
