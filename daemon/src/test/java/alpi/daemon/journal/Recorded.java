package alpi.daemon.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.alp.rpc.Problem;
import alpi.daemon.journal.kind.Shape;
import alpi.daemon.journal.kind.Shapes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/// Holds what a test recorded to the reference of events.
public final class Recorded {
  private Recorded() {}

  /// Closes a journal. Fails when one of its events says something that the shape of its kind does
  /// not know, or says it in another form, or leaves out what each has.
  public static void close(Journal journal) {
    try (journal) {
      check(journal, Shape::misfit);
    }
  }

  /// The same where a test recorded facts itself, which say no more than it needs.
  public static void closeWithOwn(Journal journal) {
    try (journal) {
      check(journal, Shape::alien);
    }
  }

  private static void check(Journal journal, BiFunction<Shape, JsonNode, Optional<String>> wrong) {
    List<Event> page = page(journal, 0);
    while (!page.isEmpty()) {
      for (Event event : page) {
        assertEquals(Optional.empty(), wrong.apply(Shapes.of(event.kind()), event.body()));
      }
      page = page(journal, page.getLast().seq());
    }
  }

  /// Nothing of one that the test closed.
  private static List<Event> page(Journal journal, long after) {
    try {
      return journal.read(EventQuery.after(after, EventQuery.MAX_LIMIT));
    } catch (Problem closed) {
      if (closed.getCause() instanceof RejectedExecutionException) {
        return List.of();
      }
      throw closed;
    }
  }
}
