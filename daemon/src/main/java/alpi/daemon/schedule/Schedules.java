package alpi.daemon.schedule;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ScheduleId;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// The schedules of one profile: made, looked at, paused, fired by hand, removed. What makes them
/// run is the [Ticker].
public final class Schedules {
  /// Most schedules of a profile.
  public static final int MAX_SCHEDULES = 200;

  /// Most slots that are shown.
  public static final int MAX_SHOWN = 1_000;

  /// So long it is kept what became of a moment.
  public static final Duration KEPT = Duration.ofDays(90);

  private static final Duration FURTHEST = Duration.ofDays(3_660);

  private final Journal journal;
  private final Ids ids;
  private final Time time;
  private final CopyOnWriteArrayList<Runnable> followers = new CopyOnWriteArrayList<>();

  public Schedules(Journal journal, Ids ids, Time time) {
    this.journal = journal;
    this.ids = ids;
    this.time = time;
  }

  /// Makes a schedule.
  ///
  /// @throws Problem `invalid_params` for a moment that has passed, `conflict` for a name that is
  ///   taken, `too_large` past [#MAX_SCHEDULES]
  public Schedule add(NewSchedule wanted) {
    Instant now = time.now();
    requireToCome(wanted.trigger(), now);
    Optional<String> stamp = stamp(wanted);
    Schedule made =
        journal.transact(tx -> {
          List<Schedule> all = ScheduleTable.all(tx);
          if (all.size() >= MAX_SCHEDULES) {
            throw Problem.of(
                ErrorCode.TOO_LARGE,
                "A profile has at most " + MAX_SCHEDULES + " schedules.",
                "Remove one that is not needed: `alpi schedule rm NAME`.");
          }
          Schedule schedule = made(wanted, free(tx, wanted), now, stamp);
          ScheduleTable.insert(tx, schedule);
          tx.append(told(EventKind.SCHEDULE_ADDED, wanted.creator(), schedule));
          return schedule;
        });
    changed();
    return made;
  }

  /// Makes a schedule what is wanted of it. Its id, its history and whether it rests stay. Where it
  /// is due at other moments, they count from now.
  ///
  /// @param by who changes it; `wanted` names who answers for it
  /// @throws Problem as [#add], and `not_found` when it has gone
  public Schedule edit(ScheduleId id, NewSchedule wanted, Actor by) {
    Instant now = time.now();
    Optional<String> stamp = stamp(wanted);
    Schedule edited =
        journal.transact(tx -> {
          Schedule old = ScheduleTable.find(tx, id).orElseThrow(() -> unknown(id.value()));
          Schedule fresh = made(wanted, kept(tx, old, wanted), now, stamp);
          if (!sameMoments(old, fresh)) {
            requireToCome(wanted.trigger(), now);
          }
          Schedule whole = sameMoments(old, fresh) ? fresh.since(old) : fresh.as(old);
          ScheduleTable.change(tx, whole);
          tx.append(told(EventKind.SCHEDULE_CHANGED, by, whole));
          return whole;
        });
    changed();
    return edited;
  }

  private static boolean sameMoments(Schedule old, Schedule fresh) {
    return old.trigger().equals(fresh.trigger())
        && old.zone().equals(fresh.zone())
        && old.workspace().equals(fresh.workspace());
  }

  /// The name that it has, or the one wished for.
  private static String kept(Tx tx, Schedule old, NewSchedule wanted) {
    return wanted.title().equals(old.name()) ? old.name() : free(tx, wanted);
  }

  private static Draft told(EventKind kind, Actor actor, Schedule schedule) {
    return draft(kind, actor, schedule.id())
        .with("kind", schedule.trigger().kind())
        .with("untrusted", schedule.authority().labels().untrusted());
  }

  private Schedule made(NewSchedule wanted, String name, Instant now, Optional<String> stamp) {
    Instant exact = Instant.ofEpochMilli(now.toEpochMilli());
    return new Schedule(
        ids.schedule(),
        name,
        wanted.prompt(),
        wanted.trigger(),
        wanted.zone(),
        wanted.overlap(),
        wanted.catchUp(),
        wanted.workspace(),
        wanted.options(),
        wanted.creator(),
        wanted.authority(),
        exact,
        Optional.empty(),
        exact,
        stamp);
  }

  private static void requireToCome(Trigger trigger, Instant now) {
    if (trigger instanceof Trigger.At(Instant at)
        && (!at.isAfter(now) || at.isAfter(now.plus(FURTHEST)))) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "The moment " + at + " is not within the next ten years.",
          "It is " + now + " now.");
    }
  }

  private static Optional<String> stamp(NewSchedule wanted) {
    return wanted.trigger() instanceof Trigger.Change(String pattern)
        ? Optional.of(FilePattern.stamp(wanted.workspace(), pattern))
        : Optional.empty();
  }

  /// The name that was wished for, or one like the title that is not taken.
  private static String free(Tx tx, NewSchedule wanted) {
    String title = wanted.title();
    if (wanted.name().isPresent() && ScheduleTable.named(tx, title).isPresent()) {
      throw Problem.of(
          ErrorCode.CONFLICT,
          "There is a schedule of that name already.",
          "Choose another name, or remove it with `alpi schedule rm`.");
    }
    String name = title;
    for (int i = 2; ScheduleTable.named(tx, name).isPresent(); i++) {
      name = title + " (" + i + ")";
    }
    return name;
  }

  /// Oldest first.
  public List<Schedule> list() {
    return journal.view(ScheduleTable::all);
  }

  public Optional<Schedule> find(ScheduleId id) {
    return journal.view(reader -> ScheduleTable.find(reader, id));
  }

  /// The schedule of that name or id.
  ///
  /// @throws Problem `not_found`
  public Schedule named(String name) {
    return journal
        .view(reader ->
            ScheduleTable.named(reader, name)
                .or(() ->
                    name.length() == Ids.LENGTH && name.startsWith("t")
                        ? ScheduleTable.find(reader, new ScheduleId(name))
                        : Optional.empty()))
        .orElseThrow(() -> unknown(name));
  }

  private static Problem unknown(String name) {
    return Problem.of(
        ErrorCode.NOT_FOUND,
        "There is no schedule \"" + name + "\" in this profile.",
        "`alpi schedule list` shows them.");
  }

  /// What became of its moments, newest first.
  public List<Slot> slots(ScheduleId id, int limit) {
    int most = Math.clamp(limit, 1, MAX_SHOWN);
    return journal.view(reader -> SlotTable.of(reader, id, most));
  }

  /// Lets nothing be due.
  ///
  /// @return whether it was not paused before
  public boolean pause(ScheduleId id, Actor actor) {
    return change(
        id, actor, EventKind.SCHEDULE_PAUSED, tx -> ScheduleTable.pause(tx, id, time.now()));
  }

  /// Goes on from now: what passed meanwhile is not caught up with.
  ///
  /// @return whether it was paused
  public boolean resume(Schedule schedule, Actor actor) {
    Optional<String> stamp =
        schedule.trigger() instanceof Trigger.Change(String pattern)
            ? Optional.of(FilePattern.stamp(schedule.workspace(), pattern))
            : Optional.empty();
    return change(
        schedule.id(),
        actor,
        EventKind.SCHEDULE_RESUMED,
        tx -> ScheduleTable.resume(tx, schedule.id(), time.now(), stamp));
  }

  /// Removes it; runs under way go on, what became of its moments stays on record.
  public boolean remove(ScheduleId id, Actor actor) {
    return change(id, actor, EventKind.SCHEDULE_REMOVED, tx -> ScheduleTable.remove(tx, id));
  }

  private boolean change(
      ScheduleId id, Actor actor, EventKind kind, java.util.function.Predicate<Tx> work) {
    boolean done =
        journal.transact(tx -> {
          boolean changed = work.test(tx);
          if (changed) {
            tx.append(draft(kind, actor, id));
          }
          return changed;
        });
    changed();
    return done;
  }

  /// Makes it due now, whatever its trigger says.
  public Slot fire(ScheduleId id, Actor actor) {
    Slot due =
        journal.transact(tx -> {
          Instant at = Instant.ofEpochMilli(time.now().toEpochMilli());
          Slot slot = slot(id, at, Slot.State.DUE, "hand");
          while (!SlotTable.put(tx, slot, time.now())) {
            at = at.plusMillis(1);
            slot = slot(id, at, Slot.State.DUE, "hand");
          }
          tx.append(
              draft(EventKind.SCHEDULE_DUE, actor, id)
                  .with("at", slot.at().toString())
                  .with("cause", "hand"));
          return slot;
        });
    changed();
    return due;
  }

  static Slot slot(ScheduleId id, Instant at, Slot.State state, String cause) {
    return new Slot(id, at, state, cause, Optional.empty(), Optional.empty(), at, 1);
  }

  /// Forgets what became of moments longer ago than [#KEPT].
  public int sweep() {
    return journal.transact(tx -> SlotTable.sweep(tx, time.now().minus(KEPT)));
  }

  /// Tells somebody whenever something changed.
  void follow(Runnable follower) {
    followers.add(follower);
  }

  private void changed() {
    followers.forEach(Runnable::run);
  }

  static Draft draft(EventKind kind, Actor actor, ScheduleId id) {
    return Draft.of(kind, actor).with("schedule", id.value());
  }
}
