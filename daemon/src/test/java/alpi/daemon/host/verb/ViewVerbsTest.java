package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Eventually;
import alpi.daemon.host.Plane;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Copy;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
class ViewVerbsTest {
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

  private void submit(int number) {
    at.profile
        .journal()
        .append(
            Draft.of(EventKind.JOB_SUBMITTED, Actor.local(1000))
                .with("job", "j" + number)
                .with("kind", "chat.turn"));
  }

  @Test
  void listsEveryViewWithWhatItIsFoldedFrom() {
    JsonNode views = at.result("host.view.list", "{}").path("views");
    JsonNode jobs =
        views
            .valueStream()
            .filter(view -> view.path("view").asString().equals("jobs"))
            .findFirst()
            .orElseThrow();
    assertTrue(jobs.path("kinds").toString().contains("\"job.done\""));
    views.forEach(view -> {
      String params = "{\"view\":" + view.path("view") + "}";
      assertTrue(at.result("host.view.get", params).path("document").isObject());
    });
  }

  @Test
  void refusesWhatNamesNoViewOrHalfAPlace() {
    assertEquals("not_found", at.code("host.view.get", "{\"view\":\"nope\"}"));
    assertEquals("not_found", at.code("host.view.watch", "{\"view\":\"nope\"}"));
    assertEquals("invalid_params", at.code("host.view.watch", "{\"view\":\"jobs\",\"rev\":3}"));
    assertEquals(
        "not_found", at.code("host.view.get", "{\"view\":\"jobs\",\"profile\":\"other\"}"));
  }

  @Test
  void streamsTheDocumentAndThenPatchesUntilTheEnd() {
    submit(1);
    Plane plane = at.plane();
    CompletableFuture<JsonNode> answer =
        CompletableFuture.supplyAsync(
            () -> plane.ask("host.view.watch", Json.parse("{\"view\":\"jobs\"}")));
    await(plane, 1);
    submit(2);
    await(plane, 2);
    at.profile.journal().close();
    JsonNode result = answer.join().path("result");
    JsonNode first = plane.streamed().getFirst().path("event");
    JsonNode second = plane.streamed().get(1).path("event");
    assertEquals("document", first.path("kind").asString());
    assertEquals("patch", second.path("kind").asString());
    assertEquals(first.path("rev").asLong(), second.path("from").asLong());
    ObjectNode copy = (ObjectNode) first.path("document");
    second.path("ops").forEach(op -> Copy.apply(copy, op));
    assertTrue(copy.path("open").has("j2"));
    assertEquals(second.path("rev").asLong(), result.path("rev").asLong());
    assertEquals(second.path("mark"), result.path("mark"));
  }

  @Test
  void goesOnFromWhatTheClientHas() {
    submit(1);
    JsonNode got = at.result("host.view.get", "{\"view\":\"jobs\"}");
    submit(2);
    ObjectNode params = Json.object().put("view", "jobs");
    params.set("rev", got.path("rev"));
    params.set("mark", got.path("mark"));
    Plane plane = at.plane();
    CompletableFuture<JsonNode> answer =
        CompletableFuture.supplyAsync(() -> plane.ask("host.view.watch", params));
    await(plane, 1);
    at.profile.journal().close();
    var _ = answer.join();
    JsonNode event = plane.streamed().getFirst().path("event");
    assertEquals("patch", event.path("kind").asString());
    assertEquals(got.path("rev").asLong(), event.path("from").asLong());
  }

  @Test
  void thePlaneTellsItsVerbsAndTheirSchemas() {
    JsonNode verbs = at.result("host.rpc.list", "{\"prefix\":\"host.view\"}").path("verbs");
    assertEquals(3, verbs.size());
    assertTrue(verbs.get(2).path("streaming").asBoolean());
    JsonNode shown = at.result("host.rpc.show", "{\"verb\":\"host.view.watch\"}");
    assertEquals("[\"view\"]", shown.path("params").path("required").toString());
    assertEquals(
        "integer", shown.path("params").path("properties").path("rev").path("type").asString());
    assertEquals("not_found", at.code("host.rpc.show", "{\"verb\":\"host.nope\"}"));
    assertEquals(at.all().size(), at.result("host.rpc.list", "{}").path("verbs").size());
  }

  private static void await(Plane plane, int events) {
    Eventually.until(() -> plane.streamed().size() >= events);
  }
}
