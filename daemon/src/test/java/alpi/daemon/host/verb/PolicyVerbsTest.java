package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message;
import alpi.daemon.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PolicyVerbsTest {
  private static final Actor OWNER = Actor.local(1000);

  @TempDir Path root;

  private VerbFixture at;
  private Path work;

  @BeforeEach
  void open() throws IOException {
    at = new VerbFixture(root.resolve("home"));
    work = Files.createDirectories(root.resolve("work")).toRealPath();
  }

  @AfterEach
  void close() {
    at.close();
  }

  private ObjectNode supposed(String call) {
    return Json.object().put("call", call).put("cwd", work.toString());
  }

  private JsonNode simulate(ObjectNode params) {
    return at.result("host.policy.simulate", Json.text(params));
  }

  private static String verdict(JsonNode simulated) {
    return simulated.path("decision").asString()
        + " "
        + simulated.path("rule").path("name").asString();
  }

  @Test
  void judgesACallThatNobodyMakes() {
    assertEquals("allow free", verdict(simulate(supposed("write: notes.txt"))));
    assertEquals("ask caution", verdict(simulate(supposed("shell: make test"))));
    assertEquals("deny dangerous", verdict(simulate(supposed("shell: rm -rf /"))));
    assertEquals("ask outside", verdict(simulate(supposed("write: /srv/notes.txt"))));
    ObjectNode strange = supposed("web_fetch: https://x.org/");
    strange.putArray("labels").add("web").add("private");
    assertEquals("ask stranger_and_private", verdict(simulate(strange)));
    assertEquals("deny stranger_and_private", verdict(simulate(strange.put("unattended", true))));
    assertEquals(
        "deny alone", verdict(simulate(supposed("write: notes.txt").put("unattended", true))));
    assertEquals(
        "ask posture", verdict(simulate(supposed("write: notes.txt").put("posture", "strict"))));
    ObjectNode secret = supposed("web_fetch: https://x.org/");
    secret.putArray("labels").add("private");
    assertEquals("ask private", verdict(simulate(secret)));
    secret.putArray("named").add("x.org");
    assertEquals("allow free", verdict(simulate(secret)));
    assertFalse(Files.exists(work.resolve("notes.txt")), "nothing is done");
  }

  @Test
  void namesTheGrantThatLetsItHappenAndUsesNothingUp() {
    String give = "{\"capability\":\"net\",\"scope\":\"x.org\",\"uses\":1}";
    String grant = at.result("host.grant.give", give).path("grant").path("id").asString();
    ObjectNode call = supposed("web_fetch: https://x.org/").put("unattended", true);
    for (int i = 0; i < 3; i++) {
      JsonNode simulated = simulate(call);
      assertEquals("allow alone", verdict(simulated));
      assertEquals(grant, simulated.path("accesses").get(0).path("grant").asString());
    }
    assertEquals(
        1, at.result("host.grant.list", "{}").path("grants").get(0).path("usesLeft").asInt());
  }

  @Test
  void refusesWhatIsNoCall() {
    for (String bad : List.of("make test", ": x", "shell: {\"cmd\":\"ls\"}", "todo: x")) {
      String params = Json.text(supposed(bad));
      assertEquals("invalid_params", at.code("host.policy.simulate", params), bad);
    }
    assertEquals(
        "not_found", at.code("host.policy.simulate", Json.text(supposed("fly: to the moon"))));
    ObjectNode wrong = supposed("shell: ls").put("posture", "lax");
    assertEquals("invalid_params", at.code("host.policy.simulate", Json.text(wrong)));
    wrong = supposed("shell: ls");
    wrong.putArray("labels").add("friend");
    assertEquals("invalid_params", at.code("host.policy.simulate", Json.text(wrong)));
  }

  @Test
  void showsWhatIsInForce() {
    at.result("host.config.set", "{\"key\":\"posture\",\"value\":\"strict\"}");
    at.result("host.config.set", "{\"key\":\"unattended\",\"value\":true}");
    JsonNode shown = at.result("host.policy.show", "{}");
    assertEquals("strict", shown.path("posture").asString());
    assertTrue(shown.path("unattended").asBoolean());
    assertTrue(shown.path("asks").toString().contains("fs:write"));
    assertEquals(10, shown.path("rules").size());
    assertTrue(shown.path("protectedFiles").toString().contains(".env"));
    assertEquals("deny alone", verdict(simulate(supposed("write: a").put("posture", "standard"))));
  }

  @Test
  void explainsACallByItsIdItsRunAndItsNumber() {
    Session session = at.profile.sessions().create(OWNER);
    JobId run = at.ids.job();
    session.append(new Message.User(at.time.now(), run.value(), "go", List.of(), Labels.OWNER));
    session.append(
        new Message.Tool(
            at.time.now(),
            run.value(),
            "c1",
            "web_fetch",
            true,
            "a page",
            Optional.empty(),
            List.of(),
            Labels.of(Source.WEB, false)));
    session.append(
        new Message.Assistant(
            at.time.now(),
            run.value(),
            "m",
            "",
            "",
            List.of(new Message.Call("c2", "write", "{}")),
            Optional.empty(),
            Labels.NONE));
    ObjectNode body =
        Json.object()
            .put("tool", "write")
            .put("code", "need_grant")
            .put("rule", "stranger")
            .put("reason", "writing is asked for while text from web is in play");
    body.putArray("capabilities").add("fs:write");
    ObjectNode labels = body.putObject("labels").put("private", false);
    labels.putArray("sources").add("owner").add("web");
    at.profile
        .journal()
        .append(
            Draft.of(EventKind.POLICY_DENIED, Actor.job(run))
                .in(session.id())
                .corr(run.value())
                .span("c2")
                .body(body));
    long seq = at.profile.journal().head();
    for (String id : List.of("c2", run.value(), Long.toString(seq))) {
      JsonNode decisions =
          at.result("host.policy.explain", "{\"id\":\"" + id + "\"}").path("decisions");
      assertEquals(1, decisions.size(), id);
      JsonNode decision = decisions.get(0);
      assertEquals("denied", decision.path("how").asString());
      assertEquals(3, decision.path("rule").path("number").asInt());
      assertEquals("[\"owner\",\"web\"]", decision.path("labels").toString());
      assertEquals("the message", decision.path("origins").get(0).path("from").asString());
      assertEquals("web_fetch c1", decision.path("origins").get(1).path("from").asString());
    }
    assertEquals("not_found", at.code("host.policy.explain", "{\"id\":\"nothing\"}"));
  }
}
