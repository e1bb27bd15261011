package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.job.Halt;
import alpi.daemon.job.JobSpec;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class WorkVerbsTest {
  private static final JobSpec WORK =
      new JobSpec("work", Json.object(), Actor.local(1000), Optional.empty(), Optional.empty());

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

  @Test
  void aHaltIsSeenAndNamesWhoAskedForItUntilItIsLifted() {
    JsonNode halted = at.result("host.work.halt", "{\"reason\":\" it loops \"}");
    assertEquals("default", halted.path("profiles").path(0).path("name").asString());
    assertTrue(halted.path("profiles").path(0).path("willing").asBoolean());
    JsonNode profile = at.result("host.daemon.status", "{}").path("profiles").path(0);
    assertEquals("halted", profile.path("state").asString());
    assertEquals("it loops", profile.path("halt").path("reason").asString());
    assertEquals("local:1000", profile.path("halt").path("by").asString());
    assertTrue(profile.path("halt").path("machine").asBoolean());

    assertEquals(
        "default", at.result("host.work.resume", "{}").path("profiles").path(0).asString());
    assertEquals(0, at.result("host.work.resume", "{}").path("profiles").size());
    JsonNode after = at.result("host.daemon.status", "{}").path("profiles").path(0);
    assertEquals("ok", after.path("state").asString());
    assertFalse(after.has("halt"));
  }

  @Test
  void aHaltOfOneProfileIsNotMeantForTheMachine() {
    at.result("host.work.halt", "{\"profile\":\"default\"}");
    assertFalse(at.profile.jobs().halted().orElseThrow().machine());
    at.result("host.work.halt", "{}");
    assertTrue(at.profile.jobs().halted().orElseThrow().machine());
  }

  @Test
  void refusesAReasonOnePastItsLength() {
    String most = "x".repeat(Halt.MAX_REASON);
    assertEquals("invalid_params", at.code("host.work.halt", "{\"reason\":\"x" + most + "\"}"));
    assertTrue(at.profile.jobs().halted().isEmpty());
    at.result("host.work.halt", "{\"reason\":\"" + most + "\"}");
  }

  @Test
  void onlyAParkedJobIsReleased() {
    String job = "{\"job\":\"" + at.profile.jobs().submit(WORK).id() + "\"}";
    assertEquals("conflict", at.code("host.job.release", job));
    assertEquals(3, at.result("host.job.show", job).path("tries").asInt());
  }
}
