package alpi.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Actor;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.job.Job;
import alpi.daemon.model.ScriptedModelServer;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.AuthorityJson;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.schedule.CatchUp;
import alpi.daemon.schedule.NewSchedule;
import alpi.daemon.schedule.Output;
import alpi.daemon.schedule.Outputs;
import alpi.daemon.schedule.Overlap;
import alpi.daemon.schedule.Schedule;
import alpi.daemon.schedule.Schedules;
import alpi.daemon.schedule.Slot;
import alpi.daemon.schedule.Trigger;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs of schedules with real turns, and what becomes of their results.
@Timeout(60)
class ScheduledRunsTest {
  private static final Instant DUE = Instant.parse("2026-03-04T05:06:07Z");

  @TempDir Path dir;

  /// The rooms around one schedule, and what the desktop would have been told.
  private record At(TurnFixture turns, Outputs outputs, ScheduledRuns runs, Schedules schedules) {
    static At of(TurnFixture turns) {
      Ids ids = new Ids(Time.system(), new Random(5));
      var outputs =
          new Outputs(
              turns.journal,
              new BlobStore(turns.profile, turns.journal, Time.system()),
              ids,
              Time.system());
      // No model variables of an asker: the built-in responder answers.
      return new At(
          turns,
          outputs,
          new ScheduledRuns(turns.turns, outputs),
          new Schedules(turns.journal, ids, Time.system()));
    }

    Schedule schedule(String prompt, Authority authority) {
      return schedules.add(
          new NewSchedule(
              Optional.of("sums"),
              prompt,
              new Trigger.Every(Duration.ofMinutes(5)),
              ZoneOffset.UTC,
              Overlap.SKIP,
              CatchUp.ONE,
              turns.home.root(),
              new Schedule.Options(
                  Optional.of("builtin"),
                  Optional.of(new BigDecimal("0.25")),
                  OptionalInt.of(3),
                  Optional.of(Duration.ofSeconds(30))),
              TurnFixture.OWNER,
              authority));
    }

    Slot slot(Schedule schedule, Optional<JobId> run, Optional<String> reason) {
      return new Slot(
          schedule.id(),
          DUE,
          run.isPresent() ? Slot.State.FIRED : Slot.State.FAILED,
          "time",
          run,
          reason,
          DUE,
          1);
    }
  }

  private TurnFixture fixture() {
    return new TurnFixture(dir, (_, _, reply) -> reply.stream("data: [DONE]\n\n"));
  }

  @Test
  void aRunHoldsNoMoreThanItsScheduleAndNobodyAttendsIt() throws Exception {
    try (TurnFixture turns = fixture()) {
      At at = At.of(turns);
      Authority seen = Authority.OWNER.given(Labels.of(Source.WEB, true));
      Schedule schedule = at.schedule("what is 2 + 2", seen);
      JobId run = at.runs().start(schedule, at.slot(schedule, Optional.empty(), Optional.empty()));
      turns.watch(run);
      Job job = turns.jobs.find(run).orElseThrow();
      assertEquals(Actor.schedule(schedule.id()), job.actor());
      assertFalse(job.input().path("attended").asBoolean(true));
      Authority given = AuthorityJson.read(job.input());
      assertTrue(given.alone());
      assertEquals(seen.labels(), given.labels());
      assertEquals("0.25", job.input().path("max_usd").asString());
      assertEquals(3, job.input().path("max_steps").asInt());
      // The same moment is the same run, however often it is begun.
      assertEquals(
          run, at.runs().start(schedule, at.slot(schedule, Optional.empty(), Optional.empty())));
    }
  }

  @Test
  void anAnswerIsFiledOnce() throws Exception {
    try (TurnFixture turns = fixture()) {
      At at = At.of(turns);
      Schedule schedule = at.schedule("what is 2 + 2", Authority.OWNER);
      JobId run = at.runs().start(schedule, at.slot(schedule, Optional.empty(), Optional.empty()));
      Slot slot = at.slot(schedule, Optional.of(run), Optional.empty());
      at.runs().over(Optional.of(schedule), slot);
      at.runs().over(Optional.of(schedule), slot);
      List<Output> filed = at.outputs().list(false, 10);
      assertEquals(1, filed.size());
      assertEquals(Output.Kind.ANSWER, filed.getFirst().kind());
      assertEquals("sums", filed.getFirst().title());
      assertEquals(Optional.of(run), filed.getFirst().run());
      assertTrue(at.outputs().text(filed.getFirst()).contains("4"));
    }
  }

  @Test
  void aRunThatHasNothingToTellStaysQuiet() throws Exception {
    ScriptedModelServer.Script quiet =
        (_, _, reply) ->
            reply.stream(
                "data: {\"choices\":[{\"delta\":{\"content\":\" NOTHING\\n\"},"
                    + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
    try (TurnFixture turns = new TurnFixture(dir, quiet)) {
      At at = At.of(turns);
      Schedule schedule = at.schedule("anything new?", Authority.OWNER);
      JobId run = turns.turns.submit(turns.request("anything new?"), TurnFixture.OWNER);
      at.runs().over(Optional.of(schedule), at.slot(schedule, Optional.of(run), Optional.empty()));
      assertEquals(List.of(), at.outputs().list(false, 10));
    }
  }

  @Test
  void aFailureIsAlwaysFiledAndSoIsAMomentWhoseRunCouldNotBegin() throws Exception {
    ScriptedModelServer.Script broken = (_, _, reply) -> reply.whole(401, "application/json", "{}");
    try (TurnFixture turns = new TurnFixture(dir, broken)) {
      At at = At.of(turns);
      Schedule schedule = at.schedule("anything new?", Authority.OWNER);
      JobId run = turns.turns.submit(turns.request("anything new?"), TurnFixture.OWNER);
      at.runs().over(Optional.of(schedule), at.slot(schedule, Optional.of(run), Optional.empty()));
      Output failed = at.outputs().list(false, 10).getFirst();
      assertEquals(Output.Kind.FAILURE, failed.kind());
      assertEquals(Optional.of("model_auth"), failed.code());
    }
  }

  @Test
  void aMomentWhoseRunCouldNotBeginIsFiledEvenWhenItsScheduleIsGone() throws Exception {
    try (TurnFixture turns = fixture()) {
      At at = At.of(turns);
      Schedule schedule = at.schedule("anything new?", Authority.OWNER);
      at.runs().over(Optional.empty(), at.slot(schedule, Optional.empty(), Optional.of("no room")));
      Output none = at.outputs().list(false, 10).getFirst();
      assertEquals(Output.Kind.FAILURE, none.kind());
      assertEquals(schedule.id().value(), none.title());
      assertEquals(Optional.of("no room"), none.message());
    }
  }
}
