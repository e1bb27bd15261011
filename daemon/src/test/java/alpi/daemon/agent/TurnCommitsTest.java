package alpi.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.model.ScriptedModelServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How often a turn waits for the disk, one wait after the other: what an owner feels on a machine
/// whose disk is busy. Whoever raises a bound says here what for.
class TurnCommitsTest {
  /// The job that was accepted; the call of the model; the end.
  private static final long PLAIN_WAITS = 3;

  /// Besides: the call of the tool, and the second call of the model.
  private static final long TOOL_WAITS = PLAIN_WAITS + 2;

  private static final String ANSWER =
      """
      data: {"choices":[{"delta":{"content":"done"},"finish_reason":"stop"}]}

      data: [DONE]

      """;

  private static final String CALL =
      """
      data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c1","function":\
      {"name":"echo","arguments":"{\\"words\\":\\"hi\\"}"}}]},"finish_reason":"tool_calls"}]}

      data: [DONE]

      """;

  @TempDir private Path dir;

  @Test
  void aPlainTurnWaitsThreeTimesAtMost() throws InterruptedException {
    long waits = waits((_, _, reply) -> reply.stream(ANSWER));
    assertTrue(waits <= PLAIN_WAITS, waits + " waits");
  }

  @Test
  void aCallOfAToolAddsTwoWaitsAtMost() throws InterruptedException {
    long waits =
        waits((request, _, reply) ->
            reply.stream(request.body().contains("\"role\":\"tool\"") ? ANSWER : CALL));
    assertTrue(waits <= TOOL_WAITS, waits + " waits");
  }

  /// Waits from the request to the end of its job, in a daemon that is at work already.
  private long waits(ScriptedModelServer.Script script) throws InterruptedException {
    try (TurnFixture fixture = new TurnFixture(dir, script)) {
      // The first turn keeps the settings that are in force, once for all that follow.
      assertEquals("done", fixture.run("begin").result().state());
      long before = fixture.journal.waits();
      TurnFixture.Watched turn = fixture.run("go");
      assertEquals("done", turn.result().state());
      long after = fixture.journal.waits();
      List<EventKind> kinds =
          fixture.journal.read(EventQuery.ofRun(turn.result().turn().value())).stream()
              .map(Event::kind)
              .toList();
      assertTrue(kinds.contains(EventKind.RUN_FINISHED), kinds.toString());
      return after - before;
    }
  }
}
