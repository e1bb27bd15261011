package alpi.daemon.schedule;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ScheduleId;
import alpi.daemon.base.Time;
import alpi.daemon.job.Job;
import alpi.daemon.job.Jobs;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One look at the schedules of a profile: what is over is settled, what is due is written down,
/// and only then submitted. Whatever the daemon dies between, the next round goes on with: a slot
/// that is due is submitted under its key, one that was fired is settled.
final class Round {
  /// Most slots of one schedule that wait for the run before them.
  static final int MAX_WAITING = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Round.class);

  private final Schedules schedules;
  private final Journal journal;
  private final Jobs jobs;
  private final Runner runner;
  private final DueSlots dues;

  Round(Schedules schedules, Journal journal, Jobs jobs, Runner runner, Time time) {
    this.schedules = schedules;
    this.journal = journal;
    this.jobs = jobs;
    this.runner = runner;
    this.dues = new DueSlots(journal, jobs, time);
  }

  /// @return how long until the next look is worth it; empty while nothing is scheduled
  Optional<Duration> go() {
    List<Schedule> all = schedules.list();
    List<Slot> open = settled(all, journal.view(SlotTable::open));
    if (jobs.halted().isPresent()) {
      return all.isEmpty() ? Optional.empty() : Optional.of(Ticker.NAP);
    }
    for (Schedule schedule : all) {
      try {
        dues.note(schedule, isLive(schedule.id(), open));
      } catch (Problem e) {
        LOG.warn("event=schedule_not_looked_at schedule={}", schedule.id(), e);
      }
    }
    boolean blocked = submit(all);
    if (all.isEmpty() && !blocked) {
      return Optional.empty();
    }
    Duration wait = dues.wait(schedules.list());
    return Optional.of(blocked && wait.compareTo(Ticker.POLL) > 0 ? Ticker.POLL : wait);
  }

  private static boolean isLive(ScheduleId id, List<Slot> open) {
    return open.stream()
        .anyMatch(slot -> slot.state() == Slot.State.FIRED && slot.schedule().equals(id));
  }

  /// Files what runs came to that are over.
  ///
  /// @return the slots that are still open
  private List<Slot> settled(List<Schedule> all, List<Slot> open) {
    List<Slot> left = new ArrayList<>();
    for (Slot slot : open) {
      if (slot.state() == Slot.State.FIRED && !live(slot)) {
        Optional<Schedule> schedule = of(all, slot);
        if (close(schedule, slot, Slot.State.ENDED, Optional.empty())) {
          schedule.ifPresent(dues::accept);
        }
      } else {
        left.add(slot);
      }
    }
    return left;
  }

  private boolean live(Slot slot) {
    return slot.job().flatMap(jobs::find).filter(job -> job.state().live()).isPresent();
  }

  /// Files first, then moves on: filing again changes nothing.
  private boolean close(
      Optional<Schedule> schedule, Slot slot, Slot.State to, Optional<String> reason) {
    try {
      runner.over(
          schedule,
          new Slot(
              slot.schedule(),
              slot.at(),
              slot.state(),
              slot.cause(),
              slot.job(),
              reason,
              slot.until(),
              slot.count()));
      journal.transact(tx -> SlotTable.move(tx, slot, to, Optional.empty(), reason));
      return true;
    } catch (Problem e) {
      LOG.warn("event=result_not_filed slot={} reason={}", slot.key(), e.sentence(), e);
      return false;
    }
  }

  /// @return whether something has to be tried again
  private boolean submit(List<Schedule> all) {
    Map<ScheduleId, List<Slot>> grouped = new LinkedHashMap<>();
    for (Slot slot : journal.view(SlotTable::open)) {
      grouped.computeIfAbsent(slot.schedule(), _ -> new ArrayList<>()).add(slot);
    }
    boolean blocked = false;
    for (List<Slot> slots : grouped.values()) {
      List<Slot> due = slots.stream().filter(slot -> slot.state() == Slot.State.DUE).toList();
      List<Slot> running = slots.stream().filter(s -> s.state() == Slot.State.FIRED).toList();
      Optional<Schedule> schedule = of(all, slots.getFirst());
      if (schedule.isEmpty()) {
        due.forEach(slot -> skip(slot, "removed"));
      } else {
        blocked |= submit(schedule.get(), due, running);
      }
    }
    return blocked;
  }

  private boolean submit(Schedule schedule, List<Slot> due, List<Slot> running) {
    boolean blocked = false;
    boolean busy = !running.isEmpty();
    List<Slot> waiting = new ArrayList<>();
    for (Slot slot : due) {
      if (slot.cause().equals("hand")) {
        blocked |= !start(schedule, slot);
      } else if (schedule.paused().isPresent()) {
        skip(slot, "paused");
      } else {
        waiting.add(slot);
      }
    }
    switch (schedule.overlap()) {
      case SKIP, QUEUE -> {}
      case REPLACE -> {
        waiting = latest(waiting);
        if (!waiting.isEmpty()) {
          running.forEach(slot -> stop(schedule, slot));
        }
      }
    }
    for (Slot slot : waiting.subList(0, Math.min(MAX_WAITING, waiting.size()))) {
      if (!busy) {
        boolean started = start(schedule, slot);
        blocked |= !started;
        busy = true;
      } else if (schedule.overlap() == Overlap.SKIP && slot.cause().equals("time")) {
        skip(slot, "overlap");
      }
    }
    waiting.stream().skip(MAX_WAITING).forEach(slot -> skip(slot, "queue_full"));
    return blocked;
  }

  private List<Slot> latest(List<Slot> waiting) {
    if (waiting.size() < 2) {
      return waiting;
    }
    waiting.subList(0, waiting.size() - 1).forEach(slot -> skip(slot, "replaced"));
    return List.of(waiting.getLast());
  }

  private void stop(Schedule schedule, Slot running) {
    running.job().ifPresent(job -> jobs.cancel(job, Actor.schedule(schedule.id())));
  }

  private void skip(Slot slot, String reason) {
    journal.transact(tx -> {
      if (SlotTable.move(tx, slot, Slot.State.SKIPPED, Optional.empty(), Optional.of(reason))) {
        tx.append(
            Schedules.draft(EventKind.SCHEDULE_SKIPPED, Actor.SYSTEM, slot.schedule())
                .with("at", slot.at().toString())
                .with("reason", reason));
      }
      return true;
    });
  }

  /// Submits a slot's run, or finds the one that an earlier round submitted.
  ///
  /// @return false when it has to be tried again
  private boolean start(Schedule schedule, Slot slot) {
    try {
      JobId job = jobs.find(slot.key()).map(Job::id).orElseGet(() -> runner.start(schedule, slot));
      journal.transact(
          tx -> SlotTable.move(tx, slot, Slot.State.FIRED, Optional.of(job), Optional.empty()));
      return true;
    } catch (Problem e) {
      return switch (e.code()) {
        case HALTED, BUSY, QUEUE_FULL, DISK_FULL, STORAGE -> {
          LOG.warn("event=slot_waits slot={} reason={}", slot.key(), e.code().wire());
          yield false;
        }
        default -> {
          LOG.warn("event=slot_failed slot={} reason={}", slot.key(), e.sentence(), e);
          yield close(Optional.of(schedule), slot, Slot.State.FAILED, Optional.of(e.sentence()));
        }
      };
    }
  }

  private static Optional<Schedule> of(List<Schedule> all, Slot slot) {
    return all.stream().filter(schedule -> schedule.id().equals(slot.schedule())).findFirst();
  }
}
