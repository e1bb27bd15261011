package alpi.daemon.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Rounds;
import alpi.daemon.job.Halt;
import alpi.daemon.job.JobFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(240)
class TickerTest {
  private static final Trigger MINUTELY = new Trigger.Every(Duration.ofMinutes(1));

  @TempDir private Path dir;
  private final FakeTime time = new FakeTime();
  private Desk desk;

  @BeforeEach
  void opens() {
    desk = new Desk(dir, time, 3);
  }

  @AfterEach
  void closes() {
    desk.close();
  }

  private void pass(Duration span) throws InterruptedException {
    time.advance(span);
    desk.ticker.tick();
    desk.settle();
  }

  @Test
  void writesAMomentDownBeforeItsRunBegins() {
    Schedule one = desk.add("a", MINUTELY, "UTC", Overlap.SKIP, CatchUp.ONE);
    List<String> seen = new ArrayList<>();
    desk.before = () -> seen.addAll(desk.states(one));
    time.advance(Duration.ofMinutes(1));
    desk.ticker.tick();
    assertEquals(List.of("due"), seen);
    assertEquals(List.of("fired"), desk.states(one));
  }

  @Test
  void aRunIsSubmittedOnceWhereverTheDaemonDies() throws Exception {
    Schedule one = desk.add("a", MINUTELY, "UTC", Overlap.QUEUE, CatchUp.ALL);
    Runnable dies =
        () -> {
          throw new AssertionError("killed");
        };
    desk.before = dies;
    time.advance(Duration.ofMinutes(1));
    assertThrows(AssertionError.class, () -> desk.ticker.tick());
    desk.before = () -> {};
    desk.after = dies;
    desk.restart();
    assertThrows(AssertionError.class, () -> desk.ticker.tick());
    desk.after = () -> {};
    desk.restart();
    desk.ticker.tick();
    desk.settle();
    assertEquals(List.of("ended"), desk.states(one));
    assertEquals(1, desk.jobs.list(JobFilter.ALL, 10).size());
    assertEquals(1, desk.filed.size());
  }

  @Test
  void skipsAMomentWhileTheRunBeforeIsAtWork() throws Exception {
    Schedule one = desk.add("a", MINUTELY, "UTC", Overlap.SKIP, CatchUp.ONE);
    desk.endless = true;
    time.advance(Duration.ofMinutes(1));
    desk.ticker.tick();
    time.advance(Duration.ofMinutes(1));
    desk.ticker.tick();
    assertEquals(List.of("fired", "skipped"), desk.states(one));
    assertEquals(Optional.of("overlap"), desk.slots(one).get(1).reason());
  }

  @Test
  void queuesMomentsBehindTheRunBefore() throws Exception {
    Schedule one = desk.add("a", MINUTELY, "UTC", Overlap.QUEUE, CatchUp.ONE);
    desk.endless = true;
    time.advance(Duration.ofMinutes(1));
    desk.ticker.tick();
    desk.endless = false;
    time.advance(Duration.ofMinutes(1));
    desk.ticker.tick();
    assertEquals(List.of("fired", "due"), desk.states(one));
    desk.jobs.cancel(desk.slots(one).getFirst().job().orElseThrow(), Desk.OWNER);
    desk.settle();
    desk.settle();
    assertEquals(List.of("ended", "ended"), desk.states(one));
  }

  @Test
  void replacesTheRunBefore() throws Exception {
    Schedule one = desk.add("a", MINUTELY, "UTC", Overlap.REPLACE, CatchUp.ONE);
    desk.endless = true;
    time.advance(Duration.ofMinutes(1));
    desk.ticker.tick();
    desk.endless = false;
    time.advance(Duration.ofMinutes(1));
    desk.ticker.tick();
    desk.settle();
    desk.settle();
    assertEquals(List.of("ended", "ended"), desk.states(one));
    assertFalse(
        desk.jobs.list(JobFilter.ALL, 10).getLast().detail().isEmpty(), "the first was stopped");
  }

  @Test
  void catchesUpAsItIsToldAndRecordsWhatItMissed() throws Exception {
    Schedule none = desk.add("none", MINUTELY, "UTC", Overlap.QUEUE, CatchUp.NONE);
    Schedule latest = desk.add("one", MINUTELY, "UTC", Overlap.QUEUE, CatchUp.ONE);
    Schedule all = desk.add("all", MINUTELY, "UTC", Overlap.QUEUE, CatchUp.ALL);
    time.advance(Duration.ofMinutes(60).plusSeconds(30));
    desk.ticker.tick();
    assertEquals(59, missed(none));
    assertEquals(58, missed(latest));
    assertEquals(59 - Missing.MAX_ALL, missed(all));
    assertEquals(2, desk.slots(none).size());
    assertEquals(3, desk.slots(latest).size());
    assertEquals(2 + Missing.MAX_ALL, desk.slots(all).size());
    for (int i = 0; i <= Missing.MAX_ALL; i++) {
      desk.settle();
    }
    assertEquals(
        Set.of("missed", "ended"), new HashSet<>(desk.states(all)), "late ones take turns");
  }

  private int missed(Schedule schedule) {
    return desk.slots(schedule).stream()
        .filter(slot -> slot.state() == Slot.State.MISSED)
        .mapToInt(Slot::count)
        .sum();
  }

  @Test
  void aPausedScheduleIsNotDueAndNotCaughtUpWith() throws Exception {
    Schedule one = desk.add("a", MINUTELY, "UTC", Overlap.SKIP, CatchUp.ALL);
    assertTrue(desk.schedules.pause(one.id(), Desk.OWNER));
    pass(Duration.ofHours(1));
    assertTrue(desk.schedules.resume(desk.schedules.named("a"), Desk.OWNER));
    pass(Duration.ZERO);
    assertEquals(List.of(), desk.states(one));
    pass(Duration.ofMinutes(1));
    assertEquals(List.of("ended"), desk.states(one));
  }

  @Test
  void nothingIsDueWhileAllWorkIsHalted() throws Exception {
    Schedule one = desk.add("a", MINUTELY, "UTC", Overlap.QUEUE, CatchUp.ONE);
    desk.jobs.halt(new Halt("", Desk.OWNER, time.now(), true));
    pass(Duration.ofMinutes(30));
    assertEquals(List.of(), desk.states(one));
    desk.jobs.liftHalt(Desk.OWNER);
    pass(Duration.ofSeconds(1));
    assertEquals(28, missed(one));
    desk.settle();
    assertEquals(List.of("missed", "ended", "ended"), untilQuiet(one));
  }

  private List<String> untilQuiet(Schedule schedule) throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      desk.settle();
    }
    return desk.states(schedule);
  }

  @Test
  void aClockThatIsSetBackRepeatsNothingAndStopsNothing() throws Exception {
    Schedule one = desk.add("a", MINUTELY, "UTC", Overlap.SKIP, CatchUp.ONE);
    for (int i = 0; i < 5; i++) {
      pass(Duration.ofMinutes(1));
    }
    assertEquals(5, desk.jobs.list(JobFilter.ALL, 100).size());
    time.advance(Duration.ofMinutes(-4));
    for (int i = 0; i < 4; i++) {
      pass(Duration.ofMinutes(1));
    }
    assertEquals(5, desk.jobs.list(JobFilter.ALL, 100).size());
    pass(Duration.ofMinutes(1));
    assertEquals(6, desk.jobs.list(JobFilter.ALL, 100).size());
    assertEquals(6, desk.slots(one).size());
  }

  @Test
  void aClockThatJumpsAYearAheadIsBounded() throws Exception {
    Schedule one =
        desk.add("a", new Trigger.Every(Duration.ofSeconds(1)), "UTC", Overlap.SKIP, CatchUp.ONE);
    time.advance(Duration.ofDays(365));
    desk.ticker.tick();
    assertTrue(missed(one) >= Missing.MAX_COUNTED - 1, "missed " + missed(one));
    time.advance(Duration.ofDays(-365).plusSeconds(2));
    desk.ticker.tick();
    time.advance(Duration.ofSeconds(1));
    desk.ticker.tick();
    assertTrue(
        desk.slots(one).stream()
            .anyMatch(slot ->
                slot.at().isAfter(one.created())
                    && slot.at().isBefore(one.created().plusSeconds(10))),
        "it goes on where the clock is");
  }

  @Test
  void firesOnceAfterASilenceAndAgainAfterTheNext() throws Exception {
    Schedule one =
        desk.add("a", new Trigger.Silence(Duration.ofHours(8)), "UTC", Overlap.SKIP, CatchUp.ONE);
    pass(Duration.ofHours(8));
    pass(Duration.ofHours(20));
    assertEquals(List.of("ended"), desk.states(one));
    desk.jobs.submit(
        new alpi.daemon.job.JobSpec(
            "run", alpi.alp.json.Json.object(), Desk.OWNER, Optional.empty(), Optional.empty()));
    pass(Duration.ofHours(7));
    assertEquals(1, desk.slots(one).size());
    pass(Duration.ofHours(1));
    assertEquals(List.of("ended", "ended"), desk.states(one));
  }

  @Test
  void firesByHandWhateverTheRuleForOverlap() throws Exception {
    Schedule one = desk.add("a", MINUTELY, "UTC", Overlap.SKIP, CatchUp.ONE);
    desk.schedules.pause(one.id(), Desk.OWNER);
    desk.schedules.fire(one.id(), Desk.OWNER);
    desk.schedules.fire(one.id(), Desk.OWNER);
    desk.ticker.tick();
    desk.settle();
    assertEquals(List.of("ended", "ended"), desk.states(one));
  }

  @Test
  void aRemovedScheduleRunsNothingMore() throws Exception {
    Schedule one = desk.add("a", MINUTELY, "UTC", Overlap.SKIP, CatchUp.ONE);
    desk.schedules.fire(one.id(), Desk.OWNER);
    assertTrue(desk.schedules.remove(one.id(), Desk.OWNER));
    desk.ticker.tick();
    assertEquals(List.of("skipped"), desk.states(one));
    assertThrows(Problem.class, () -> desk.schedules.named("a"));
  }

  @Test
  void refusesAScheduleOnePastTheLimitAndATakenName() {
    for (int i = 0; i < Schedules.MAX_SCHEDULES; i++) {
      desk.add("s" + i, MINUTELY, "UTC", Overlap.SKIP, CatchUp.ONE);
    }
    assertEquals(
        ErrorCode.TOO_LARGE,
        assertThrows(
                Problem.class, () -> desk.add("more", MINUTELY, "UTC", Overlap.SKIP, CatchUp.ONE))
            .code());
    desk.schedules.remove(desk.schedules.named("s7").id(), Desk.OWNER);
    assertEquals(
        ErrorCode.CONFLICT,
        assertThrows(
                Problem.class, () -> desk.add("s8", MINUTELY, "UTC", Overlap.SKIP, CatchUp.ONE))
            .code());
  }

  private static LongStream seeds() {
    return LongStream.rangeClosed(1, Rounds.of(1, 50));
  }

  /// Days around a change of the clocks, with a daemon that dies at any step and stays away for a
  /// while: every moment is accounted for once, and no run exists twice.
  @ParameterizedTest
  @MethodSource("seeds")
  void overDaysAndCrashesEveryMomentIsAccountedForOnce(long seed) throws Exception {
    Random random = new Random(seed);
    time.advance(Duration.between(time.now(), Instant.parse("2026-03-27T10:00:07Z")));
    List<Schedule> all =
        List.of(
            desk.add("half", cron("*/30 * * * *"), "Europe/Madrid", Overlap.SKIP, CatchUp.ONE),
            desk.add("night", cron("30 2 * * *"), "Europe/Madrid", Overlap.QUEUE, CatchUp.ALL),
            desk.add(
                "howe", cron("15 */3 * * *"), "Australia/Lord_Howe", Overlap.SKIP, CatchUp.NONE),
            desk.add(
                "steady",
                new Trigger.Every(Duration.ofMinutes(47)),
                "UTC",
                Overlap.QUEUE,
                CatchUp.ALL));
    Instant end = Instant.parse("2026-03-31T00:00:00Z");
    Runnable dies =
        () -> {
          if (random.nextInt(12) == 0) {
            throw new AssertionError("killed");
          }
        };
    desk.before = dies;
    desk.after = dies;
    while (time.now().isBefore(end)) {
      time.advance(Duration.ofSeconds(20 + random.nextInt(1_500)));
      try {
        desk.ticker.tick();
        desk.settle();
      } catch (AssertionError killed) {
        time.advance(Duration.ofMinutes(random.nextInt(4) == 0 ? random.nextInt(400) : 0));
        desk.restart();
      }
    }
    desk.before = () -> {};
    desk.after = () -> {};
    for (int i = 0; i < 40; i++) {
      desk.settle();
    }
    for (Schedule schedule : all) {
      accounted(schedule, "seed " + seed + " " + schedule.name());
    }
  }

  private static Trigger cron(String expression) {
    return new Trigger.Calendar(Cron.parse(expression));
  }

  private void accounted(Schedule made, String story) {
    Schedule now = desk.schedules.find(made.id()).orElseThrow();
    Map<Instant, Integer> times = new TreeMap<>();
    Set<String> runs = new HashSet<>();
    int ran = 0;
    for (Slot slot : desk.slots(made)) {
      Instant at = slot.at();
      for (int i = 0; i < slot.count(); i++) {
        times.merge(at, 1, Integer::sum);
        at = NextFire.after(made.trigger(), made.zone(), made.created(), at).orElseThrow();
      }
      if (slot.job().isPresent()) {
        assertEquals(Slot.State.ENDED, slot.state(), story + " " + slot);
        assertTrue(runs.add(slot.job().get().value()), story + " " + slot);
        ran++;
      }
    }
    List<Instant> expected =
        NextFire.after(made.trigger(), made.zone(), made.created(), made.created(), 10_000).stream()
            .filter(at -> !at.isAfter(now.cursor()))
            .toList();
    assertEquals(expected, List.copyOf(times.keySet()), story);
    assertEquals(Set.of(1), new HashSet<>(times.values()), story);
    long submitted =
        desk.jobs.list(JobFilter.ALL, 1_000).stream()
            .filter(job -> job.actor().value().equals("schedule:" + made.id()))
            .count();
    assertEquals(ran, submitted, story);
  }
}
