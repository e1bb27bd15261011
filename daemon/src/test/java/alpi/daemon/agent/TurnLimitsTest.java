package alpi.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.agent.TurnFixture.Watched;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileName;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.model.Candidate;
import alpi.daemon.model.Model;
import alpi.daemon.model.ModelEvent;
import alpi.daemon.model.ModelRequest;
import alpi.daemon.model.ScriptedModelServer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// What a turn may use, and what is said when it comes to an end of that.
@Timeout(30)
class TurnLimitsTest {
  static final String KNOWN = "openai/gpt-4o";

  @TempDir Path dir;

  private static String chunk(ObjectNode delta, String reason) {
    ObjectNode chunk = Json.object();
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", reason.isEmpty() ? null : reason);
    return "data: " + Json.text(chunk) + "\n\n";
  }

  private static String delta(String words) {
    return chunk(Json.object().put("content", words), "");
  }

  static String text(String words, String reason) {
    return delta(words) + chunk(Json.object(), reason) + "data: [DONE]\n\n";
  }

  private static String call() {
    ObjectNode delta = Json.object();
    delta
        .putArray("tool_calls")
        .addObject()
        .put("index", 0)
        .put("id", "c1")
        .put("type", "function")
        .putObject("function")
        .put("name", "echo")
        .put("arguments", "{\"words\":\"again\"}");
    return chunk(delta, "") + chunk(Json.object(), "tool_calls") + "data: [DONE]\n\n";
  }

  @Test
  void anAnswerThatWasCutIsDoneButSaysSo() throws InterruptedException {
    try (TurnFixture fixture =
        new TurnFixture(dir, (_, _, reply) -> reply.stream(text("half an", "length")))) {
      Watched turn = fixture.run("hello");
      assertEquals("done", turn.result().state());
      assertEquals("half an", turn.result().text());
      assertEquals(Optional.of(ErrorCode.ANSWER_CUT.wire()), turn.result().code());
      assertTrue(
          turn.events().stream()
              .anyMatch(e -> e instanceof TurnEvent.Said said && said.text().contains("was cut")));
    }
  }

  @Test
  void aCallThatWasStoppedIsPaidForAsFarAsItGot() throws InterruptedException {
    ScriptedModelServer.Script endless =
        (_, _, reply) -> {
          reply.events();
          reply.chunk(delta("words ".repeat(100)));
          reply.hold();
        };
    try (TurnFixture fixture = new TurnFixture(dir, endless)) {
      TurnRequest request = fixture.limited("hello", KNOWN, Optional.empty(), Optional.empty());
      JobId turn = fixture.turns.submit(request, TurnFixture.OWNER);
      TurnResult result =
          fixture.turns.watch(
              turn,
              Optional.empty(),
              (_, event) -> {
                if (event instanceof TurnEvent.Text) {
                  fixture.turns.cancel(turn, TurnFixture.OWNER);
                }
              });
      assertEquals("cancelled", result.state());
      assertTrue(result.usage().estimated());
      assertEquals(150, result.usage().output());
      BigDecimal usd = result.usd().orElseThrow();
      assertTrue(usd.signum() > 0, usd.toString());
      BigDecimal booked = fixture.kit.ledger().spent(ProfileName.DEFAULT, fixture.kit.day());
      assertEquals(0, usd.compareTo(booked), booked.toString());
      EventQuery failed = EventQuery.ofRun(turn.value()).kinds(Set.of(EventKind.MODEL_FAILED));
      Event event = fixture.journal.read(failed).getFirst();
      assertEquals(usd.toPlainString(), event.body().path("usd").asString());
    }
  }

  @Test
  void aCallThatWasRefusedCostsNothing() throws InterruptedException {
    ScriptedModelServer.Script refusing =
        (_, _, reply) -> reply.whole(401, "application/json", "{\"error\":{\"message\":\"no\"}}");
    try (TurnFixture fixture = new TurnFixture(dir, refusing)) {
      TurnRequest request = fixture.limited("hello", KNOWN, Optional.empty(), Optional.empty());
      TurnResult result = fixture.watch(fixture.turns.submit(request, TurnFixture.OWNER)).result();
      assertEquals(Optional.of(ErrorCode.MODEL_AUTH.wire()), result.code());
      assertEquals(Optional.empty(), result.usd());
      assertEquals(0, fixture.kit.ledger().spent(ProfileName.DEFAULT, fixture.kit.day()).signum());
    }
  }

  @Test
  void aTurnThatIsTakenUpGoesOnWithTheStepsItHadLeft() throws InterruptedException {
    CountDownLatch second = new CountDownLatch(1);
    JobId turn;
    ScriptedModelServer.Script stuck =
        (request, _, reply) -> {
          if (request.body().contains("\"role\":\"tool\"")) {
            reply.events();
            second.countDown();
            reply.hold();
          } else {
            reply.stream(call());
          }
        };
    try (TurnFixture fixture = new TurnFixture(dir, stuck)) {
      TurnRequest request =
          fixture.request("go on", new SessionChoice.Fresh(), OptionalInt.of(3), Optional.empty());
      turn = fixture.turns.submit(request, TurnFixture.OWNER);
      second.await();
    }
    ScriptedModelServer.Script endless =
        (request, _, reply) ->
            reply.stream(request.body().contains("\"tools\"") ? call() : text("so far", "stop"));
    try (TurnFixture fixture = new TurnFixture(dir, endless)) {
      fixture.turns.requeue(turn, fixture.environment(), false, TurnFixture.OWNER);
      TurnResult result = fixture.watch(turn).result();
      assertEquals("so far", result.text());
      assertEquals(4, result.steps());
      assertEquals(List.of("again"), fixture.echoed);
    }
  }

  @Test
  void anAnswerMustFitTheSchemaThatWasDemanded() throws InterruptedException {
    ObjectNode schema =
        (ObjectNode)
            Json.parse("{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}");
    ScriptedModelServer.Script script =
        (request, _, reply) ->
            reply.stream(
                text(request.body().contains("rightly") ? "{\"n\":1}" : "{\"n\":\"1\"}", "stop"));
    try (TurnFixture fixture = new TurnFixture(dir, script)) {
      TurnResult fits = demanded(fixture, "rightly", schema);
      assertEquals(1, fits.structured().orElseThrow().path("n").asInt());
      TurnResult misfit = demanded(fixture, "wrong", schema);
      assertEquals(Optional.of(ErrorCode.MODEL_BROKEN.wire()), misfit.code());
      assertEquals(
          Optional.of("The model's answer does not fit the schema: $.n is not an integer."),
          misfit.message());
      Problem refused =
          assertThrows(
              Problem.class, () -> demanded(fixture, "x", Json.object().put("pattern", "a")));
      assertEquals(ErrorCode.INVALID_PARAMS, refused.code());
    }
  }

  private static TurnResult demanded(TurnFixture fixture, String text, ObjectNode schema)
      throws InterruptedException {
    TurnRequest request = fixture.limited(text, KNOWN, Optional.empty(), Optional.of(schema));
    return fixture.watch(fixture.turns.submit(request, TurnFixture.OWNER)).result();
  }

  @Test
  void aBudgetRefusesACallWhosePriceNobodyKnows() {
    try (TurnFixture fixture =
        new TurnFixture(dir, (_, _, reply) -> reply.stream(text("x", "stop")), false)) {
      ProfileConfig config = ProfileConfig.defaults();
      var purse =
          new TurnPurse(
              fixture.kit.grants(),
              fixture.journal,
              fixture.kit.ids().session(),
              fixture.kit.ids().job());
      new TurnMeter(fixture.kit, config, fixture.request("hello"), purse)
          .admit(new Unpriced(), 100);
      TurnRequest request =
          fixture.limited("hello", KNOWN, Optional.of(new BigDecimal("0.10")), Optional.empty());
      TurnMeter strict = new TurnMeter(fixture.kit, config, request, purse);
      Problem refused = assertThrows(Problem.class, () -> strict.admit(new Unpriced(), 100));
      assertEquals(ErrorCode.BUDGET, refused.code());
      assertEquals(
          "No price is known for far/away, so the budget could not be kept.", refused.sentence());
      assertTrue(refused.hint().orElseThrow().contains("prices.far/away.input"));
      assertEquals(0, strict.steps());
    }
  }

  /// A model of unknown price behind one whose price is known.
  private record Unpriced() implements Model {
    @Override
    public String name() {
      return KNOWN;
    }

    @Override
    public int window() {
      return 1000;
    }

    @Override
    public boolean seesImages() {
      return false;
    }

    @Override
    public List<Candidate> candidates() {
      return List.of(new Candidate(KNOWN, false), new Candidate("far/away", false));
    }

    @Override
    public void stream(ModelRequest request, Cancel cancel, Consumer<ModelEvent> sink) {
      throw new IllegalStateException("not asked here");
    }
  }
}
