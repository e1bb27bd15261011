package alpi.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.base.JobId;
import alpi.daemon.base.MemoryId;
import alpi.daemon.base.Rounds;
import alpi.daemon.base.SessionId;
import alpi.daemon.context.memory.Lane;
import alpi.daemon.context.memory.Observation;
import alpi.daemon.context.memory.Origin;
import alpi.daemon.context.memory.Standing;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.model.ScriptedModelServer;
import alpi.daemon.policy.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A conversation far longer than its window, over real files, a real index and real HTTP.
class LongConversationTest {
  private static final int WINDOW = 8_000;
  private static final int TURNS_IN_VERIFY = 100;
  private static final String QUESTION = "What is the code of the garden gate?";
  private static final String FACT = "The code of the garden gate is heron-4471.";
  private static final Pattern SHOWN =
      Pattern.compile("<(?:recalled|memory) pointer=\"([^\"]+)\"[^>]*>\\n[^<]*heron-4471");

  @TempDir Path dir;

  @Test
  void answersFromAnEarlyTurnTellsWhereItStandsAndNeverExceedsItsBudget() throws Exception {
    var condensed = new AtomicInteger();
    small(dir);
    try (var fix = new TurnFixture(dir, script(condensed, "The log grew."))) {
      SessionId session = fix.run("Entry 0 of the log.").result().session();
      JobId told = fix.run("x").result().turn();
      int turns = Rounds.of(TURNS_IN_VERIFY, 5_000);
      for (int i = 1; i < turns; i++) {
        String words =
            i == 12 ? FACT : "Entry " + i + " of the log says nothing. " + "filler ".repeat(130);
        TurnResult result = ask(fix, session, words);
        assertEquals("done", result.state(), result.toString());
        told = i == 12 ? result.turn() : told;
      }
      TurnResult answer = ask(fix, session, QUESTION);
      assertEquals("It is in session:" + session + "#" + told, answer.text());
      assertTrue(condensed.get() > 0, "nothing was condensed");
      assertFits(fix, turns);
      List<Event> compactions = events(fix, EventKind.CONTEXT_COMPACTED);
      assertFalse(compactions.isEmpty());
      assertEquals("openai/scripted", compactions.getFirst().body().path("by").asString());
    }
  }

  @Test
  void whatIsForgottenIsGoneForTheSameQuestion() throws Exception {
    try (var fix = new TurnFixture(dir, script(new AtomicInteger(), "The log grew."))) {
      SessionId session = fix.run(FACT).result().session();
      fix.memories.remember(
          Observation.of(FACT, Lane.SEMANTIC, Labels.OWNER), Origin.of(TurnFixture.OWNER));
      MemoryId memory = fix.memories.search(FACT, Standing.LIVE, 1).getFirst().id();
      TurnResult known = fix.run(QUESTION).result();
      assertEquals("It is in memory:" + memory, known.text());

      fix.memories.forget(memory, Origin.of(TurnFixture.OWNER));
      fix.sessions.delete(session, TurnFixture.OWNER);
      TurnResult gone = fix.run(QUESTION).result();
      assertEquals("It is no longer known.", gone.text());
      assertFalse(fix.server.requests().getLast().body().contains("heron-4471"));
      Problem problem = assertThrows(Problem.class, () -> fix.memories.find(memory));
      assertEquals(ErrorCode.GONE, problem.code());
    }
  }

  @Test
  void aModelThatCondensesToNothingLeavesTheConversationAsItIs() throws Exception {
    var condensed = new AtomicInteger();
    small(dir);
    try (var fix = new TurnFixture(dir, script(condensed, ""))) {
      SessionId session = fix.run("Entry 0 of the log.").result().session();
      for (int i = 1; events(fix, EventKind.CONTEXT_UNCOMPACTED).isEmpty(); i++) {
        assertTrue(i < 200, "never tried");
        String words = "Entry " + i + " of the log. " + "filler ".repeat(200);
        assertEquals("done", ask(fix, session, words).state());
      }
      assertTrue(events(fix, EventKind.CONTEXT_COMPACTED).isEmpty());
      assertEquals("done", ask(fix, session, "And now?").state());
      List<Event> asked =
          events(fix, EventKind.MODEL_CALLED).stream()
              .filter(event -> event.body().path("purpose").asString("").equals("compaction"))
              .toList();
      assertEquals(condensed.get(), asked.size());
    }
  }

  private static void assertFits(TurnFixture fix, int turns) {
    List<Event> requests = events(fix, EventKind.CONTEXT_ASSEMBLED);
    assertTrue(requests.size() >= Math.min(turns, 1_000), requests.size() + " requests");
    for (Event request : requests) {
      JsonNode body = request.body();
      assertTrue(
          body.path("tokens").asLong() <= body.path("limit").asLong(), request.body().toString());
      assertEquals(WINDOW, body.path("window").asInt());
    }
  }

  private static List<Event> events(TurnFixture fix, EventKind kind) {
    return fix.journal.read(
        new EventQuery(0, Set.of(kind), Optional.empty(), Optional.empty(), 1_000));
  }

  private static TurnResult ask(TurnFixture fix, SessionId session, String words)
      throws InterruptedException {
    TurnRequest request =
        fix.request(
            words, new SessionChoice.Existing(session), OptionalInt.empty(), Optional.empty());
    return fix.watch(fix.turns.submit(request, TurnFixture.OWNER)).result();
  }

  /// Settings that are there before the daemon is.
  private static void small(Path home) throws IOException {
    String settings = "context:\n  max_tokens: " + WINDOW + "\n";
    Files.writeString(home.resolve("config.yaml"), settings);
  }

  /// Condenses to one line; names the pointer under which it was shown the code; else says yes.
  private static ScriptedModelServer.Script script(AtomicInteger condensed, String line) {
    return (request, _, reply) -> {
      if (request.body().contains("You condense a conversation")) {
        condensed.incrementAndGet();
        said(reply, line);
        return;
      }
      JsonNode messages = Json.parse(request.body()).path("messages");
      String last = messages.get(messages.size() - 1).path("content").asString("");
      var found = SHOWN.matcher(last);
      boolean unknown = last.contains(QUESTION) && !request.body().contains("heron-4471");
      String answer = unknown ? "It is no longer known." : "Noted.";
      said(reply, found.find() ? "It is in " + found.group(1) : answer);
    };
  }

  private static void said(ScriptedModelServer.Reply reply, String text) throws IOException {
    var delta = Json.object();
    var choice = delta.putArray("choices").addObject();
    choice.put("index", 0).putObject("delta").put("content", text);
    choice.put("finish_reason", "stop");
    reply.stream("data: " + Json.text(delta) + "\n\ndata: [DONE]\n\n");
  }
}
