package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
class DigestVerbsTest {
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

  private void record(EventKind kind, String body) {
    Draft draft = Draft.of(kind, Actor.SYSTEM).corr("j0123456789abcdefg");
    at.profile.journal().append(draft.body((ObjectNode) Json.parse(body)));
  }

  @Test
  void sumsUpWhatHappenedAndNothingOlder() {
    record(EventKind.RUN_FINISHED, "{\"state\":\"done\"}");
    at.time.advance(Duration.ofDays(8));
    record(EventKind.RUN_FINISHED, "{\"state\":\"done\"}");
    record(EventKind.RUN_FINISHED, "{\"state\":\"failed\",\"code\":\"budget\"}");
    record(EventKind.MODEL_ANSWERED, "{\"input\":10,\"output\":4,\"usd\":\"0.02\"}");
    record(EventKind.MODEL_ANSWERED, "{\"input\":1,\"output\":1,\"usd\":\"0.01\"}");
    record(EventKind.EGRESS_CLOSED, "{\"host\":\"a.example\",\"bytes_out\":5,\"bytes_in\":7}");
    record(EventKind.EGRESS_CLOSED, "{\"host\":\"b.example\",\"bytes_out\":1,\"bytes_in\":1}");
    record(EventKind.EGRESS_CLOSED, "{\"host\":\"b.example\",\"bytes_out\":1,\"bytes_in\":1}");
    record(EventKind.EGRESS_DENIED, "{\"host\":\"c.example\"}");
    record(EventKind.APPROVAL_ASKED, "{}");
    record(EventKind.APPROVAL_ANSWERED, "{\"choice\":\"deny\"}");
    record(EventKind.POLICY_DENIED, "{}");

    JsonNode digest = at.result("host.digest.show", "{}").path("profiles").path(0);
    assertEquals("default", digest.path("profile").asString());
    assertEquals(
        "[{\"state\":\"done\",\"count\":1},{\"state\":\"failed\",\"count\":1}]",
        digest.path("runs").toString());
    assertEquals(2, digest.path("calls").asInt());
    assertEquals(11, digest.path("input").asInt());
    assertEquals("0.03", digest.path("usd").asString());
    assertEquals(7, digest.path("bytesOut").asInt());
    assertEquals("a.example", digest.path("hosts").path(0).path("host").asString());
    assertEquals(2, digest.path("hosts").path(1).path("connections").asInt());
    assertEquals(1, digest.path("refused").asInt());
    assertEquals("deny", digest.path("answers").path(0).path("state").asString());
    assertEquals(1, digest.path("denied").asInt());
    assertEquals(1, digest.path("failures").size());
    assertEquals("budget", digest.path("failures").path(0).path("code").asString());
    JsonNode all = at.result("host.digest.show", "{\"withinMillis\":31536000000}");
    assertEquals(2, all.path("profiles").path(0).path("runs").path(0).path("count").asInt());
  }

  @Test
  void tellsTheLatestFailuresAndNoMore() {
    for (int i = 0; i <= Digest.MAX_TOLD; i++) {
      record(EventKind.RUN_FINISHED, "{\"state\":\"failed\",\"code\":\"c" + i + "\"}");
    }
    JsonNode failures =
        at.result("host.digest.show", "{}").path("profiles").path(0).path("failures");
    assertEquals(Digest.MAX_TOLD, failures.size());
    assertEquals("c1", failures.path(0).path("code").asString());
  }

  @Test
  void refusesASpanThatIsNone() {
    assertEquals("invalid_params", at.code("host.digest.show", "{\"withinMillis\":0}"));
    assertEquals("invalid_params", at.code("host.digest.show", "{\"withinMillis\":99999999999}"));
  }

  @Test
  void theDoctorCountsOpenFiles() {
    assertEquals("ok", MachineChecks.descriptors(10, MachineChecks.FEW_DESCRIPTORS).status());
    assertEquals("warn", MachineChecks.descriptors(10, MachineChecks.FEW_DESCRIPTORS - 1).status());
    assertEquals("fail", MachineChecks.descriptors(81, 100).status());
    assertEquals("ok", MachineChecks.descriptors(4000, 5000).status());
    assertTrue(MachineChecks.descriptors(81, 100).fix().isPresent());
  }
}
