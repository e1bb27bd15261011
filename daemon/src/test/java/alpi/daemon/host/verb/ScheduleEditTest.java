package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class ScheduleEditTest extends OpenVerbs {
  private String id = "";

  @BeforeEach
  void schedule() {
    id =
        at.result(
                "host.schedule.add",
                "{\"name\":\"morning\",\"prompt\":\"Look.\",\"cron\":\"30 7 * * *\",\"zone\":\"UTC\","
                    + "\"cwd\":\"/home/ana\",\"maxSteps\":7,\"timeoutMillis\":60000}")
            .path("id")
            .asString();
  }

  private JsonNode edited(String fields) {
    return at.result("host.schedule.edit", "{\"schedule\":\"" + id + "\"," + fields + "}");
  }

  @Test
  void whatIsNotNamedStays() {
    JsonNode edited = edited("\"cron\":\"0 8 * * *\"");
    assertEquals(id, edited.path("id").asString());
    assertEquals("0 8 * * *", edited.path("spec").asString());
    assertEquals("morning", edited.path("name").asString());
    assertEquals("UTC", edited.path("zone").asString());
    assertEquals(7, edited.path("maxSteps").asInt());
    JsonNode shown = at.result("host.schedule.show", "{\"schedule\":\"morning\"}");
    assertEquals("Look.", shown.path("prompt").asString());
    assertEquals("/home/ana", shown.path("workspace").asString());
  }

  @Test
  void aLimitIsAsUsualAgainWhereThatIsSaid() {
    JsonNode edited = edited("\"usual\":[\"maxSteps\"]");
    assertFalse(edited.has("maxSteps"));
    assertEquals(60_000, edited.path("timeoutMillis").asLong());
    assertEquals(9, edited("\"usual\":[\"maxSteps\"],\"maxSteps\":9").path("maxSteps").asInt());
  }

  @Test
  void refusesWhatMakesNoSense() {
    for (String fields :
        new String[] {
          "\"usual\":[\"prompt\"]",
          "\"maxSteps\":0",
          "\"cron\":\"never\"",
          "\"cwd\":\"here\"",
          "\"prompt\":\" \"",
          "\"cron\":\"0 8 * * *\",\"everyMillis\":60000"
        }) {
      assertEquals(
          "invalid_params",
          at.code("host.schedule.edit", "{\"schedule\":\"morning\"," + fields + "}"),
          fields);
    }
    assertEquals("not_found", at.code("host.schedule.edit", "{\"schedule\":\"evening\"}"));
  }

  @Test
  void theViewTellsTheChange() {
    edited("\"everyMillis\":3600000");
    JsonNode row =
        at.result("host.view.get", "{\"view\":\"schedules\"}").at("/document/schedules/" + id);
    assertEquals("every", row.path("kind").asString());
    assertEquals("active", row.path("state").asString());
  }
}
