package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.host.HostVerb;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class AuditVerbsTest {
  @TempDir private Path root;

  private VerbFixture at;

  @BeforeEach
  void open() {
    at = new VerbFixture(root.resolve("home"));
  }

  @AfterEach
  void close() {
    at.close();
  }

  /// Calls are recorded with whatever is recorded next: waits for all before now.
  private void settled() {
    at.profile.journal().transact(_ -> true);
  }

  private List<Event> calls() {
    settled();
    return at.profile
        .journal()
        .read(EventQuery.after(0, 1000).kinds(Set.of(EventKind.HOST_CALLED)));
  }

  @Test
  void everyCallThatChangesSomethingIsOnRecordWithItsActorAndNoOther() {
    Set<String> live =
        Set.of(
            "host.model.probe",
            "host.doctor",
            "host.sandbox.test",
            "host.browser.page",
            "host.browser.doctor");
    int expected = 0;
    for (HostVerb<?, ?> verb : at.all()) {
      if (verb.verb().streaming() || live.contains(verb.verb().name())) {
        continue;
      }
      at.ask(verb.verb().name(), verb.verb().example());
      expected += verb.verb().mutating() ? 1 : 0;
      List<Event> calls = calls();
      assertEquals(expected, calls.size(), verb.verb().name());
      if (verb.verb().mutating()) {
        Event last = calls.getLast();
        assertEquals("local:1000", last.actor().value());
        assertEquals(verb.verb().name(), last.body().path("verb").asString());
        assertEquals("owner", last.body().path("role").asString());
        assertEquals(4711, last.body().path("pid").asLong());
      }
    }
    assertTrue(expected > 30, "verbs called: " + expected);
  }

  @Test
  void aCallIsRecordedBeforeWhatItChanges() {
    at.result("host.config.set", "{\"key\":\"tools.max_steps\",\"value\":7}");
    List<Event> events = at.profile.journal().read(EventQuery.after(0, 100));
    int called = index(events, EventKind.HOST_CALLED);
    assertTrue(called < index(events, EventKind.CONFIG_CHANGED), events.toString());
  }

  private static int index(List<Event> events, EventKind kind) {
    return events.stream().map(Event::kind).toList().indexOf(kind);
  }

  @Test
  void theLogTellsWhoDidWhatAndHowItEnded() {
    at.result("host.config.set", "{\"key\":\"tools.max_steps\",\"value\":7}");
    at.ask("host.grant.revoke", "{\"grant\":\"g00000000000000001\"}");
    settled();
    JsonNode calls = at.result("host.audit.log", "{}").path("calls");
    assertEquals(2, calls.size(), calls.toString());
    assertEquals("allowed", calls.path(0).path("decision").asString());
    assertEquals("tools.max_steps", calls.path(0).path("target").asString());
    assertEquals("failed", calls.path(1).path("decision").asString());
    assertEquals("not_found", calls.path(1).path("reason").asString());
    assertEquals("g00000000000000001", calls.path(1).path("target").asString());
    assertEquals(1, log("{\"verb\":\"host.grant\"}").size());
    assertEquals(1, log("{\"limit\":1}").size());
    assertEquals(0, log("{\"actor\":\"local:7\"}").size());
    at.time.advance(Duration.ofHours(2));
    assertEquals(0, log("{\"withinMillis\":3600000}").size());
  }

  private JsonNode log(String params) {
    return at.result("host.audit.log", params).path("calls");
  }

  @Test
  void noTextOfACallComesIntoItsRecord() {
    at.result("host.secret.set", "{\"name\":\"KEY\",\"value\":\"canary-4711-value\"}");
    at.ask("host.session.rename", "{\"id\":\"s\",\"title\":\"canary title\"}");
    for (Event event : calls()) {
      assertFalse(event.body().toString().contains("canary"), event.toString());
    }
  }

  @Test
  void verifiesSignsAndExports() throws IOException {
    at.result("host.config.set", "{\"key\":\"tools.max_steps\",\"value\":7}");
    JsonNode signed = at.result("host.audit.checkpoint", "{}");
    String kept = signed.path("line").toString();
    JsonNode verified = at.result("host.audit.verify", "{\"kept\":[" + kept + "]}");
    assertTrue(verified.path("ok").asBoolean(), verified.toString());
    assertEquals(1, verified.path("checkpoints").asInt());
    assertEquals(signed.path("seq"), verified.path("vouched"));
    assertEquals("invalid_params", at.code("host.audit.verify", "{\"kept\":[\"{}\"]}"));

    JsonNode exported = at.result("host.audit.export", "{\"format\":\"syslog\"}");
    Path file = Path.of(exported.path("file").asString());
    assertEquals(at.home.staged(), file.getParent());
    assertEquals(exported.path("records").asInt(), Files.readAllLines(file).size());
    assertTrue(exported.path("verified").path("ok").asBoolean());
    assertEquals("invalid_params", at.code("host.audit.export", "{\"format\":\"csv\"}"));
  }

  @Test
  void scansAndNamesTheWorstFirst() {
    at.result("host.config.set", "{\"key\":\"posture\",\"value\":\"relaxed\"}");
    JsonNode scan = at.result("host.audit.scan", "{}");
    JsonNode findings = scan.path("findings");
    List<String> order = List.of("fail", "warn", "note", "ok");
    int worst = 0;
    boolean relaxed = false;
    for (JsonNode finding : findings) {
      int rank = order.indexOf(finding.path("severity").asString());
      assertTrue(rank >= worst, findings.toString());
      worst = rank;
      relaxed |= finding.path("fix").asString("").equals("alpi config set posture standard");
    }
    assertTrue(relaxed, findings.toString());
    boolean failed = findings.path(0).path("severity").asString().equals("fail");
    assertEquals(!failed, scan.path("ok").asBoolean());
  }
}
