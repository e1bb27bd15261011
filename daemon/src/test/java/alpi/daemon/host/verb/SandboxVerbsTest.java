package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SandboxVerbsTest {
  @TempDir Path dir;
  private VerbFixture at;
  private Path work;

  @BeforeEach
  void open() throws Exception {
    at = new VerbFixture(dir.toRealPath().resolve("home"));
    work = Files.createDirectories(dir.toRealPath().resolve("work"));
  }

  @AfterEach
  void close() {
    at.close();
  }

  private void orSkip() throws Exception {
    assumeTrue(at.profile.sandboxes().wall().problem().isEmpty(), "no sandbox on this machine");
  }

  @Test
  void saysWhereCommandsRun() throws Exception {
    JsonNode status = at.result("host.sandbox.status", "{}");
    boolean available = at.profile.sandboxes().wall().problem().isEmpty();
    assertEquals("auto", status.path("mode").asString());
    assertEquals(available, status.path("available").asBoolean());
    assertEquals("host", status.path("attended").asString());
    assertEquals(available ? "sandbox" : "refused", status.path("unattended").asString());
    assertEquals("4GiB", status.path("limits").path("memory").asString());
  }

  @Test
  void triesWhatItMustHoldBack() throws Exception {
    orSkip();
    JsonNode tested = at.result("host.sandbox.test", "{}");
    assertTrue(tested.path("ok").asBoolean(), tested::toString);
    assertTrue(tested.path("checks").size() > 35, tested::toString);
  }

  @Test
  void runsACommandAndStreamsWhatItPutsOut() throws Exception {
    orSkip();
    var plane = at.plane();
    JsonNode answer =
        plane.ask(
            "host.sandbox.run",
            alpi.alp.json.Json.parse(
                "{\"cwd\":\""
                    + work
                    + "\",\"argv\":[\"sh\",\"-c\",\"echo $1; echo b >&2; exit 7\",\"x\",\"a c\"]}"));
    assertEquals(7, answer.path("result").path("exit").asInt(), answer::toString);
    assertEquals("exited", answer.path("result").path("end").asString());
    var out = new StringBuilder();
    for (JsonNode told : plane.streamed()) {
      JsonNode event = told.path("event");
      byte[] bytes = Base64.getDecoder().decode(event.path("data").asString());
      out.append(event.path("stream").asString()).append(' ');
      out.append(new String(bytes, StandardCharsets.UTF_8));
    }
    assertTrue(
        out.toString().contains("out a c\n") && out.toString().contains("err b\n"), out::toString);
    var kinds =
        at.profile.journal().read(EventQuery.after(0, 100)).stream().map(e -> e.kind()).toList();
    assertTrue(
        kinds.containsAll(List.of(EventKind.SANDBOX_STARTED, EventKind.SANDBOX_ENDED)),
        kinds::toString);
  }

  @Test
  void refusesWhatIsNoCommandOrNoFolder() throws Exception {
    assertEquals("invalid_params", at.code("host.sandbox.run", "{\"cwd\":\"/\",\"argv\":[]}"));
    assertEquals(
        "invalid_params", at.code("host.sandbox.run", "{\"cwd\":\"x\",\"argv\":[\"true\"]}"));
    assertEquals(
        "not_found",
        at.code("host.sandbox.run", "{\"cwd\":\"" + work + "/none\",\"argv\":[\"true\"]}"));
    String most = "\"x\",".repeat(SandboxVerbs.MAX_WORDS) + "\"x\"";
    assertEquals(
        "too_large",
        at.code("host.sandbox.run", "{\"cwd\":\"" + work + "\",\"argv\":[" + most + "]}"));
  }
}
