package alpi.daemon.schedule;

import alpi.daemon.base.Actor;
import alpi.daemon.base.ScheduleId;
import alpi.daemon.base.Time;
import alpi.daemon.job.Jobs;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down which moments are due, each once, and those that were missed.
final class DueSlots {
  /// A clock that is set back by more makes a schedule begin anew from where it is now. Less is
  /// waited for.
  static final Duration BACK = Duration.ofMinutes(2);

  private static final Logger LOG = LoggerFactory.getLogger(DueSlots.class);

  private final Journal journal;
  private final Jobs jobs;
  private final Time time;

  /// What watched files were like at the last look, where that is not what was acted on.
  private final Map<ScheduleId, String> restless = new HashMap<>();

  /// When watched files are looked at again, by the monotonic clock.
  private final Map<ScheduleId, Long> looks = new HashMap<>();

  DueSlots(Journal journal, Jobs jobs, Time time) {
    this.journal = journal;
    this.jobs = jobs;
    this.time = time;
  }

  /// @param live whether a run of the schedule is under way
  void note(Schedule schedule, boolean live) {
    if (schedule.paused().isPresent()) {
      return;
    }
    Instant now = time.now();
    Schedule current = current(schedule, now);
    switch (schedule.trigger()) {
      case Trigger.Calendar _, Trigger.At _, Trigger.Every _ -> {
        Missing found =
            Missing.between(
                current.trigger(),
                current.zone(),
                current.created(),
                current.cursor(),
                now,
                current.catchUp());
        write(current, found, now);
      }
      case Trigger.Silence(Duration length) -> silence(current, length, now);
      case Trigger.Change(String pattern) -> {
        if (!live) {
          look(current, pattern, now);
        }
      }
    }
  }

  /// A schedule whose accounts end in the future cannot be: the clock was wrong then, or is now.
  private Schedule current(Schedule schedule, Instant now) {
    if (!schedule.cursor().isAfter(now.plus(BACK))) {
      return schedule;
    }
    LOG.warn("event=clock_set_back schedule={} from={}", schedule.id(), schedule.cursor());
    journal.transact(tx -> {
      ScheduleTable.cursor(tx, schedule.id(), now);
      return true;
    });
    return journal.view(reader -> ScheduleTable.find(reader, schedule.id())).orElse(schedule);
  }

  private void write(Schedule schedule, Missing found, Instant now) {
    if (found.kept().isEmpty() && found.missed().isEmpty()) {
      return;
    }
    journal.transact(tx -> {
      Instant last = schedule.cursor();
      if (found.missed().isPresent()) {
        missed(tx, schedule, found.missed().get(), now);
        last = found.missed().get().last();
      }
      for (Instant at : found.kept()) {
        boolean late = at.isBefore(now.minus(Missing.LATE));
        due(tx, schedule, at, late ? "late" : "time", now);
        last = at;
      }
      ScheduleTable.cursor(tx, schedule.id(), last);
      return true;
    });
  }

  private static void missed(Tx tx, Schedule schedule, Missing.Stretch stretch, Instant now) {
    var slot =
        new Slot(
            schedule.id(),
            stretch.first(),
            Slot.State.MISSED,
            "time",
            Optional.empty(),
            Optional.of("late"),
            stretch.last(),
            stretch.count());
    if (SlotTable.put(tx, slot, now)) {
      tx.append(
          Schedules.draft(EventKind.SCHEDULE_MISSED, Actor.SYSTEM, schedule.id())
              .with("first", stretch.first().toString())
              .with("last", stretch.last().toString())
              .with("count", stretch.count()));
    }
  }

  private static void due(Tx tx, Schedule schedule, Instant at, String cause, Instant now) {
    if (SlotTable.put(tx, Schedules.slot(schedule.id(), at, Slot.State.DUE, cause), now)) {
      tx.append(
          Schedules.draft(EventKind.SCHEDULE_DUE, Actor.SYSTEM, schedule.id())
              .with("at", at.toString())
              .with("cause", cause));
    }
  }

  /// The moment of a silence is where it ends: it is the same however often one looks.
  private void silence(Schedule schedule, Duration length, Instant now) {
    Instant end = end(schedule, length);
    if (!end.isAfter(schedule.cursor()) || end.isAfter(now)) {
      return;
    }
    boolean late = end.isBefore(now.minus(Missing.LATE));
    journal.transact(tx -> {
      if (late && schedule.catchUp() == CatchUp.NONE) {
        missed(tx, schedule, new Missing.Stretch(end, end, 1), now);
      } else {
        due(tx, schedule, end, late ? "late" : "inactivity", now);
      }
      ScheduleTable.cursor(tx, schedule.id(), end);
      return true;
    });
  }

  private Instant end(Schedule schedule, Duration length) {
    Instant last = jobs.lastAsked().filter(schedule.created()::isBefore).orElse(schedule.created());
    return last.plus(length);
  }

  /// A change counts once the files stay as they are from one look to the next.
  private void look(Schedule schedule, String pattern, Instant now) {
    long nanos = time.nanos();
    Long again = looks.get(schedule.id());
    if (again != null && again - nanos > 0) {
      return;
    }
    looks.put(schedule.id(), nanos + Ticker.POLL.toNanos());
    String stamp = FilePattern.stamp(schedule.workspace(), pattern);
    if (schedule.stamp().filter(stamp::equals).isPresent()) {
      restless.remove(schedule.id());
      return;
    }
    if (!stamp.equals(restless.put(schedule.id(), stamp))) {
      return;
    }
    restless.remove(schedule.id());
    Instant at = Instant.ofEpochMilli(now.toEpochMilli());
    journal.transact(tx -> {
      due(tx, schedule, at, "change", now);
      ScheduleTable.stamp(tx, schedule.id(), stamp);
      return true;
    });
  }

  /// What a run of the schedule itself left in the watched files is no change to act on.
  void accept(Schedule schedule) {
    if (schedule.trigger() instanceof Trigger.Change(String pattern)) {
      restless.remove(schedule.id());
      String stamp = FilePattern.stamp(schedule.workspace(), pattern);
      journal.transact(tx -> {
        ScheduleTable.stamp(tx, schedule.id(), stamp);
        return true;
      });
    }
  }

  /// How long until something can be due.
  Duration wait(List<Schedule> all) {
    Instant now = time.now();
    Duration wait = Ticker.NAP;
    for (Schedule schedule : all) {
      if (schedule.paused().isEmpty()) {
        Duration its = wait(schedule, now);
        wait = its.compareTo(wait) < 0 ? its : wait;
      }
    }
    return wait;
  }

  private Duration wait(Schedule schedule, Instant now) {
    return switch (schedule.trigger()) {
      case Trigger.Calendar _, Trigger.At _, Trigger.Every _ ->
          schedule.next().map(next -> Ticker.until(next, now)).orElse(Ticker.NAP);
      case Trigger.Silence(Duration length) -> {
        Instant end = end(schedule, length);
        yield end.isAfter(now) ? Ticker.until(end, now) : Ticker.NAP;
      }
      case Trigger.Change _ -> Ticker.POLL;
    };
  }
}
