package alpi.daemon.tool.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Time;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.schedule.CatchUp;
import alpi.daemon.schedule.NewSchedule;
import alpi.daemon.schedule.Output;
import alpi.daemon.schedule.Outputs;
import alpi.daemon.schedule.Overlap;
import alpi.daemon.schedule.Schedule;
import alpi.daemon.schedule.Schedules;
import alpi.daemon.schedule.Trigger;
import alpi.daemon.tool.Bench;
import alpi.daemon.tool.Judge;
import alpi.daemon.tool.Outcome;
import alpi.daemon.tool.talk.NotifyTool;
import alpi.daemon.tool.talk.ScheduleTool;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `notify` and `schedule`, called as a model calls them, over a real journal.
@Timeout(60)
class OwnerToolsTest {
  @TempDir Path dir;
  private Bench bench;
  private Outputs outputs;
  private Schedules schedules;

  @BeforeEach
  void open() {
    bench = new Bench(dir);
    outputs = new Outputs(bench.journal, bench.blobs, bench.ids, Time.system());
    schedules = new Schedules(bench.journal, bench.ids, Time.system());
    bench.tools.add(new NotifyTool(outputs));
    bench.tools.add(new ScheduleTool(schedules));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static String add(String name) {
    return Json.text(
        Json.object()
            .put("action", "add")
            .put("name", name)
            .put("prompt", "look at the mail")
            .put("every_minutes", 30));
  }

  private static String remove(String name) {
    return Json.text(Json.object().put("action", "remove").put("name", name));
  }

  @Test
  void aNoteLiesAmongTheOwnersOutputsAndNobodyIsAsked() {
    Outcome outcome = bench.does("notify", "{\"title\":\"Rain\",\"text\":\"Take a coat.\"}");
    assertTrue(outcome.message().ok(), outcome.message().text());
    Output note = outputs.list(true, 10).getFirst();
    assertEquals(Output.Kind.NOTE, note.kind());
    assertEquals("Rain", note.title());
    assertEquals("Take a coat.", outputs.text(note));
    assertEquals(Optional.of(bench.run), note.run());
    assertEquals(List.of(), bench.questions);
  }

  @Test
  void aNoteHasALimit() {
    String most = "x".repeat(NotifyTool.MAX_TEXT);
    assertTrue(note(most).ran());
    assertFalse(note(most + "x").ran());
    assertEquals(1, outputs.list(false, 10).size());
  }

  private Outcome note(String text) {
    return bench.does("notify", Json.text(Json.object().put("title", "t").put("text", text)));
  }

  @Test
  void makingAScheduleIsAskedAboutAndOneThatIsRefusedIsNotMade() {
    bench.attended = true;
    bench.consent = new Judge.Consent.Withheld(alpi.alp.rpc.ErrorCode.DENIED, "not now");
    assertFalse(bench.does("schedule", add("mail")).ran());
    assertEquals(1, bench.questions.size());
    assertEquals(List.of(), schedules.list());
    bench.consent = new Judge.Consent.Given("once");
    assertTrue(bench.does("schedule", add("mail")).message().ok());
    assertEquals("mail", schedules.list().getFirst().name());
  }

  @Test
  void whatAnAgentMakesStartsWithWhatItsRunHasSeenAndHoldsNoMore() {
    bench.attended = true;
    bench.labels = Labels.of(Source.WEB, true);
    assertTrue(bench.does("schedule", add("mail")).message().ok());
    Schedule made = schedules.list().getFirst();
    assertEquals(Actor.job(bench.run), made.creator());
    assertTrue(made.authority().labels().untrusted());
    assertTrue(made.authority().labels().privateData());
    Outcome listed = bench.does("schedule", "{\"action\":\"list\"}");
    assertTrue(listed.message().text().contains("mail | every"), listed.message().text());
    assertTrue(listed.message().labels().untrusted());
  }

  @Test
  void anAgentRemovesWhatAgentsMadeAndNothingOfTheOwners() {
    bench.attended = true;
    assertTrue(bench.does("schedule", add("mail")).message().ok());
    assertTrue(bench.does("schedule", remove("mail")).message().ok());
    assertEquals(List.of(), schedules.list());

    var _ =
        schedules.add(
            new NewSchedule(
                Optional.of("backup"),
                "back up",
                new Trigger.Every(Duration.ofHours(1)),
                ZoneOffset.UTC,
                Overlap.SKIP,
                CatchUp.ONE,
                bench.workspace,
                Schedule.Options.USUAL,
                Actor.local(1000),
                Authority.OWNER));
    Outcome refused = bench.does("schedule", remove("backup"));
    assertFalse(refused.message().ok());
    assertTrue(refused.message().text().contains("only the owner"), refused.message().text());
    assertEquals(1, schedules.list().size());
  }

  @Test
  void aScheduleWithoutItsPartsIsNoSchedule() {
    bench.attended = true;
    for (String bad :
        List.of(
            "{\"action\":\"add\",\"name\":\"x\",\"prompt\":\"y\"}",
            "{\"action\":\"add\",\"prompt\":\"y\",\"every_minutes\":5}",
            "{\"action\":\"add\",\"name\":\"x\",\"every_minutes\":5}",
            "{\"action\":\"add\",\"name\":\"x\",\"prompt\":\"y\",\"every_minutes\":0}",
            "{\"action\":\"add\",\"name\":\"x\",\"prompt\":\"y\",\"cron\":\"61 * * * *\"}",
            "{\"action\":\"remove\"}",
            "{\"action\":\"burn\"}")) {
      assertFalse(bench.does("schedule", bad).ran(), bad);
    }
    assertEquals(List.of(), schedules.list());
  }
}
