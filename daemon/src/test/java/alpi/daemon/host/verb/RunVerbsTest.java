package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.agent.TurnJob;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.host.Plane;
import alpi.daemon.job.JobSpec;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.session.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is told of a run, read over the plane from real events, files and conversations.
@Timeout(60)
class RunVerbsTest {
  private static final Actor OWNER = Actor.local(1000);
  @TempDir Path root;
  private VerbFixture at;

  @BeforeEach
  void open() {
    at = new VerbFixture(root.resolve("home"));
  }

  @AfterEach
  void close() {
    at.close();
  }

  private JobId run(Actor actor, Optional<String> key) {
    Session session = at.profile.sessions().create(OWNER);
    ObjectNode ticket =
        Json.object()
            .put("session", session.id().value())
            .put("profile", "default")
            .put("request", "f".repeat(64))
            .put("cwd", "/ws")
            .put("model", "openai/gpt");
    return at.profile
        .jobs()
        .submit(new JobSpec(TurnJob.KIND, ticket, actor, Optional.of(session.id()), key))
        .id();
  }

  private static Draft of(JobId run, EventKind kind) {
    return Draft.of(kind, Actor.job(run)).corr(run.value());
  }

  private void record(Draft draft) {
    at.profile.journal().append(draft);
  }

  private static String params(JobId run) {
    return Json.text(Json.object().put("run", run.value()));
  }

  private void called(JobId run, String call, String rule) {
    record(
        of(run, EventKind.TOOL_CALLED)
            .span(call)
            .body(
                Json.object()
                    .put("tool", "write")
                    .put("decision", "allow")
                    .put("rule", rule)
                    .put("reason", "nothing speaks against it")));
  }

  @Test
  void tellsWhyARunBeganAndWhoAskedForIt() {
    JobId chat = run(OWNER, Optional.empty());
    JsonNode cause = at.result("host.run.show", params(chat)).path("cause");
    assertEquals("chat", cause.path("kind").asString());
    assertEquals("local:1000", cause.path("by").asString());

    JobId due =
        run(
            new Actor("schedule:t0000000000000000a"),
            Optional.of("slot:t0000000000000000a:86400000"));
    JsonNode shown = at.result("host.run.show", params(due));
    assertEquals("schedule", shown.path("cause").path("kind").asString());
    assertEquals("1970-01-02T00:00:00Z", shown.path("cause").path("due").asString());
    assertEquals("openai/gpt", shown.path("asked").path("model").asString());
    assertFalse(shown.path("asked").has("request"), shown.path("asked").toString());
    assertEquals("not_found", at.code("host.run.show", "{\"run\":\"j0000000000000000a\"}"));
  }

  @Test
  void joinsEachCallWithItsDecisionItsRuleAndWhatCameOfIt() {
    JobId run = run(OWNER, Optional.empty());
    called(run, "c1", "free");
    record(of(run, EventKind.FILE_CHANGED).span("c1").with("path", "/ws/a").with("tool", "write"));
    record(of(run, EventKind.TOOL_ANSWERED).span("c1").with("ms", 12));
    called(run, "c2", "free");
    called(run, "c2", "caution");
    record(of(run, EventKind.TOOL_FAILED).span("c2").with("ms", 3));
    record(
        of(run, EventKind.POLICY_DENIED)
            .span("c3")
            .with("tool", "shell")
            .with("rule", "alone")
            .with("code", "denied")
            .with("reason", "nobody attends it"));
    called(run, "c4", "free");

    JsonNode effects = at.result("host.run.effects", params(run)).path("effects");
    List<String> told = new ArrayList<>();
    for (JsonNode each : effects) {
      told.add(
          each.path("call").asString()
              + " "
              + each.path("decision").asString()
              + " "
              + each.path("rule").asString()
              + " "
              + each.path("outcome").asString());
    }
    assertEquals(
        List.of(
            "c1 allow free answered",
            "c2 allow free open",
            "c2 allow caution failed",
            "c3 denied alone denied",
            "c4 allow free open"),
        told);
    assertEquals("[\"/ws/a\"]", effects.get(0).path("files").toString());
    assertEquals(12, effects.get(0).path("millis").asInt());
    JsonNode listed = at.result("host.run.list", "{}").path("runs").get(0);
    assertEquals(4, listed.path("tools").asInt());
    assertEquals(1, listed.path("denied").asInt());
  }

  @Test
  void addsUpBytesByHost() {
    JobId run = run(OWNER, Optional.empty());
    for (int i = 0; i < 3; i++) {
      record(
          of(run, EventKind.EGRESS_CLOSED)
              .with("host", "api.example.com")
              .with("port", 443)
              .with("protocol", "https")
              .with("bytes_out", 100)
              .with("bytes_in", 1000));
    }
    record(
        of(run, EventKind.EGRESS_OPENED)
            .with("host", "b.example")
            .with("port", 80)
            .with("protocol", "connect"));
    record(
        of(run, EventKind.EGRESS_DENIED)
            .with("host", "b.example")
            .with("port", 80)
            .with("protocol", "connect"));
    JsonNode hosts = at.result("host.run.show", params(run)).path("hosts");
    assertEquals(
        Json.parse(
            """
            [{"host":"api.example.com","port":443,"connections":3,"open":0,"denied":0,\
            "bytesOut":300,"bytesIn":3000},\
            {"host":"b.example","port":80,"connections":0,"open":1,"denied":1,\
            "bytesOut":0,"bytesIn":0}]\
            """),
        hosts);
    JsonNode listed = at.result("host.run.list", "{}").path("runs").get(0);
    assertEquals(300, listed.path("bytesOut").asLong());
  }

  @Test
  void showsARunOfMoreThanTenThousandEventsCompletely() {
    int calls = 5_000;
    JobId run = run(OWNER, Optional.empty());
    at.profile
        .journal()
        .transact(tx -> {
          for (int i = 0; i < calls; i++) {
            tx.append(of(run, EventKind.TOOL_CALLED).span("c" + i).with("tool", "read"));
            tx.append(of(run, EventKind.TOOL_ANSWERED).span("c" + i).with("ms", 1));
          }
          return calls;
        });
    assertEquals(calls, at.result("host.run.list", "{}").path("runs").get(0).path("tools").asInt());

    Set<Long> events = new LinkedHashSet<>();
    JsonNode shown = at.result("host.run.show", params(run));
    shown.path("events").forEach(each -> events.add(each.path("seq").asLong()));
    paged(
        "host.events.read",
        run,
        shown.path("next").asLong(),
        "events",
        each -> events.add(each.path("seq").asLong()));
    // Besides those of its tools there is the one of its submission.
    assertEquals(2 * calls + 1, events.size());
    Map<String, String> outcomes = new HashMap<>();
    paged(
        "host.run.effects",
        run,
        0,
        "effects",
        each -> outcomes.put(each.path("call").asString(), each.path("outcome").asString()));
    assertEquals(calls, outcomes.size());
    assertEquals(Set.of("answered"), Set.copyOf(outcomes.values()));

    List<JsonNode> lines = bundle(run);
    JsonNode end = lines.getLast();
    assertEquals("end", end.path("kind").asString());
    assertEquals(2 * calls + 1, end.path("events").asInt());
    assertEquals(calls, end.path("effects").asInt());
    assertEquals(lines.size() - 2, 3 * calls + 1);
  }

  private void paged(String verb, JobId run, long first, String member, Consumer<JsonNode> each) {
    long after = first;
    JsonNode page;
    do {
      ObjectNode params = Json.object().put("run", run.value()).put("after", after);
      page = at.result(verb, Json.text(params.put("limit", 1000))).path(member);
      for (JsonNode one : page) {
        each.accept(one);
        after = one.path("seq").asLong();
      }
    } while (page.size() == 1000);
  }

  /// All lines of an export, put together from its pieces.
  private List<JsonNode> bundle(JobId run) {
    StringBuilder text = new StringBuilder();
    Optional<String> from = Optional.empty();
    do {
      ObjectNode params = Json.object().put("run", run.value());
      from.ifPresent(next -> params.put("from", next));
      JsonNode piece = at.result("host.run.export", Json.text(params));
      text.append(piece.path("text").asString());
      from = Optional.of(piece.path("next").asString("")).filter(next -> !next.isEmpty());
    } while (from.isPresent());
    return text.toString().lines().map(Json::parse).toList();
  }

  @Test
  void followsARunUntilItIsOver() throws Exception {
    JobId run = run(OWNER, Optional.empty());
    called(run, "c1", "free");
    Plane plane = at.plane();
    CompletableFuture<JsonNode> end = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> end.complete(plane.ask("host.run.tail", Json.parse(params(run))).path("result")));
    record(Draft.of(EventKind.DAEMON_STARTED, Actor.SYSTEM));
    called(run, "c2", "free");
    JsonNode stopped = at.result("host.job.cancel", "{\"job\":\"" + run + "\"}");
    assertEquals("cancelled", stopped.path("state").asString());
    JsonNode told = end.get();
    assertEquals("cancelled", told.path("run").path("state").asString());
    List<String> kinds =
        plane.streamed().stream()
            .map(each -> each.path("event").path("event").path("kind").asString())
            .toList();
    assertEquals(List.of("job.submitted", "tool.called", "tool.called", "job.cancelled"), kinds);

    Plane late = at.plane();
    JsonNode again = late.ask("host.run.tail", Json.parse(params(run)));
    assertEquals(told, again.path("result"));
    assertEquals(4, late.streamed().size());
  }

  @Test
  void stopsARunAndRefusesToStopOneThatThereIsNot() {
    JobId run = run(OWNER, Optional.empty());
    JsonNode stopped = at.result("host.run.stop", params(run));
    assertTrue(stopped.has("stopped"), stopped.toString());
    assertEquals("not_found", at.code("host.run.stop", "{\"run\":\"j0000000000000000a\"}"));
  }
}
