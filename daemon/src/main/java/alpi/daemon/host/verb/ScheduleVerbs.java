package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Role;
import alpi.daemon.base.Time;
import alpi.daemon.config.DurationText;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.model.ModelEnvironment;
import alpi.daemon.policy.Authority;
import alpi.daemon.schedule.CatchUp;
import alpi.daemon.schedule.NewSchedule;
import alpi.daemon.schedule.NextFire;
import alpi.daemon.schedule.Overlap;
import alpi.daemon.schedule.Schedule;
import alpi.daemon.schedule.Schedules;
import alpi.daemon.schedule.Slot;
import alpi.daemon.schedule.Trigger;
import alpi.daemon.schedule.Wishes;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Work that begins by itself.
public final class ScheduleVerbs {
  private static final String ONE = "{\"schedule\":\"morning\"}";
  private static final int USUAL_SLOTS = 20;
  private static final int USUAL_NEXT = 5;
  private static final int MOST_NEXT = 100;

  private final Rooms rooms;
  private final Time time;

  public ScheduleVerbs(Rooms rooms, Time time) {
    this.rooms = rooms;
    this.time = time;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.schedule.add",
                "Makes a schedule: a message that is asked by itself when it is due.",
                "{\"name\":\"morning\",\"prompt\":\"What changed in the workspace?\","
                    + "\"cron\":\"30 7 * * mon-fri\",\"cwd\":\"/home/ana\"}")
            .mutating()
            .fails(ErrorCode.CONFLICT, ErrorCode.TOO_LARGE)
            .serve(Add.class, ScheduleView.class, this::add),
        HostVerb.named(
                "host.schedule.edit",
                "Changes a schedule, which keeps its id and what became of its moments.",
                "{\"schedule\":\"morning\",\"cron\":\"0 8 * * mon-fri\"}")
            .mutating()
            .fails(ErrorCode.CONFLICT, ErrorCode.NOT_FOUND)
            .serve(ScheduleEdit.class, ScheduleView.class, this::edit),
        HostVerb.named("host.schedule.list", "Lists schedules.", "{}")
            .serve(OneProfile.class, Listed.class, this::list),
        HostVerb.named(
                "host.schedule.show",
                "Tells all about a schedule, and what became of its latest moments.",
                ONE)
            .fails(ErrorCode.NOT_FOUND)
            .serve(Show.class, Shown.class, this::show),
        HostVerb.named(
                "host.schedule.next",
                "Tells when a schedule, or one that is not made yet, is due next.",
                "{\"cron\":\"0 9 * * 1\",\"zone\":\"Europe/Madrid\",\"count\":3}")
            .fails(ErrorCode.NOT_FOUND)
            .serve(Next.class, Moments.class, this::next),
        HostVerb.named("host.schedule.pause", "Lets a schedule rest.", ONE)
            .by(Role.ADMIN)
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneSchedule.class, Changed.class, this::pause),
        HostVerb.named(
                "host.schedule.resume",
                "Lets a resting schedule go on; what passed meanwhile is not caught up with.",
                ONE)
            .by(Role.ADMIN)
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneSchedule.class, Changed.class, this::resume),
        HostVerb.named("host.schedule.fire", "Runs a schedule now.", ONE)
            .by(Role.ADMIN)
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.HALTED)
            .serve(OneSchedule.class, SlotView.class, this::fire),
        HostVerb.named("host.schedule.remove", "Removes a schedule; runs under way go on.", ONE)
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneSchedule.class, Changed.class, this::remove));
  }

  private ScheduleView add(Add params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    check(params.model(), profile);
    ZoneId zone = Wishes.zone(params.zone());
    var wanted =
        new NewSchedule(
            params.name(),
            params.prompt(),
            params.when().trigger(zone),
            zone,
            params.overlap().map(ScheduleVerbs::overlap).orElse(Overlap.SKIP),
            params.catchUp().map(ScheduleVerbs::catchUp).orElse(CatchUp.ONE),
            folder(params.cwd()),
            options(params),
            call.actor(),
            Authority.OWNER);
    return ScheduleView.of(profile.schedules().add(wanted));
  }

  private ScheduleView edit(ScheduleEdit params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    check(params.model(), profile);
    Schedule old = profile.schedules().named(params.schedule());
    NewSchedule wanted = params.onto(old, call.actor());
    return ScheduleView.of(profile.schedules().edit(old.id(), wanted, call.actor()));
  }

  private static void check(Optional<String> model, ProfileRooms profile) {
    if (model.isPresent()) {
      ModelVerbs.check(model.get(), profile.settings().current(), ModelEnvironment.of(Map.of()));
    }
  }

  private static Schedule.Options options(Add params) {
    return limited(
        new Schedule.Options(
            params.model(),
            params.maxUsd(),
            params.maxSteps(),
            boxed(params.timeoutMillis()).map(Duration::ofMillis)));
  }

  static Schedule.Options limited(Schedule.Options wanted) {
    boolean positive =
        wanted.maxUsd().filter(usd -> usd.signum() <= 0).isEmpty()
            && wanted.maxSteps().orElse(1) >= 1
            && wanted.timeout().filter(lasts -> lasts.toMillis() < 1).isEmpty();
    if (!positive) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "A limit is above zero.");
    }
    return wanted;
  }

  static Overlap overlap(String wire) {
    return Overlap.ofWire(wire)
        .orElseThrow(() ->
            Problem.of(ErrorCode.INVALID_PARAMS, "The field `overlap` is skip, queue or replace."));
  }

  static CatchUp catchUp(String wire) {
    return CatchUp.ofWire(wire)
        .orElseThrow(
            () -> Problem.of(ErrorCode.INVALID_PARAMS, "The field `catchUp` is none, one or all."));
  }

  static Path folder(String cwd) {
    Path folder = Path.of(cwd);
    if (!folder.isAbsolute()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `cwd` is an absolute path.");
    }
    return folder.normalize();
  }

  private Listed list(OneProfile params, Call call) {
    return new Listed(
        rooms.of(params.profile()).schedules().list().stream().map(ScheduleView::of).toList());
  }

  private Shown show(Show params, Call call) {
    Schedules schedules = rooms.of(params.profile()).schedules();
    Schedule schedule = schedules.named(params.schedule());
    int limit = Limit.of(params.limit(), USUAL_SLOTS);
    return new Shown(
        ScheduleView.of(schedule),
        schedule.prompt(),
        schedule.workspace().toString(),
        schedule.creator().value(),
        schedules.slots(schedule.id(), limit).stream().map(SlotView::of).toList());
  }

  private Moments next(Next params, Call call) {
    int count = Math.min(MOST_NEXT, Limit.of(params.count(), USUAL_NEXT));
    if (params.schedule().isPresent()) {
      Schedule one = rooms.of(params.profile()).schedules().named(params.schedule().get());
      Instant from = one.cursor().isAfter(time.now()) ? one.cursor() : time.now();
      return new Moments(
          one.zone().getId(),
          NextFire.after(one.trigger(), one.zone(), one.created(), from, count));
    }
    ZoneId zone = Wishes.zone(params.zone());
    Trigger trigger =
        new Wishes(
                params.cron(),
                params.at(),
                boxed(params.everyMillis()),
                Optional.empty(),
                Optional.empty())
            .trigger(zone);
    return new Moments(zone.getId(), NextFire.after(trigger, zone, time.now(), time.now(), count));
  }

  static Optional<Long> boxed(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  private Changed pause(OneSchedule params, Call call) {
    Schedules schedules = rooms.of(params.profile()).schedules();
    Schedule one = schedules.named(params.schedule());
    return new Changed(schedules.pause(one.id(), call.actor()));
  }

  private Changed resume(OneSchedule params, Call call) {
    Schedules schedules = rooms.of(params.profile()).schedules();
    return new Changed(schedules.resume(schedules.named(params.schedule()), call.actor()));
  }

  private SlotView fire(OneSchedule params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    Schedule one = profile.schedules().named(params.schedule());
    profile
        .jobs()
        .halted()
        .ifPresent(halt -> {
          throw halt.refusal();
        });
    return SlotView.of(profile.schedules().fire(one.id(), call.actor()));
  }

  private Changed remove(OneSchedule params, Call call) {
    Schedules schedules = rooms.of(params.profile()).schedules();
    Schedule one = schedules.named(params.schedule());
    return new Changed(schedules.remove(one.id(), call.actor()));
  }

  /// Exactly one of cron, at, everyMillis, inactivityMillis and onChange.
  ///
  /// @param name made from the prompt when absent
  /// @param at a moment in the zone, or with an offset
  /// @param inactivityMillis after nobody asked for anything for so long
  /// @param onChange a path or glob inside cwd
  /// @param zone for example Europe/Madrid; the machine's when absent
  /// @param overlap when the run before is still at work: skip, queue or replace
  /// @param catchUp after moments that passed while nothing could run: none, one or all
  /// @param cwd absolute: where its runs work, unless the profile names a folder
  record Add(
      Optional<String> profile,
      Optional<String> name,
      String prompt,
      Optional<String> cron,
      Optional<String> at,
      OptionalLong everyMillis,
      OptionalLong inactivityMillis,
      Optional<String> onChange,
      Optional<String> zone,
      Optional<String> overlap,
      Optional<String> catchUp,
      String cwd,
      Optional<String> model,
      Optional<BigDecimal> maxUsd,
      OptionalInt maxSteps,
      OptionalLong timeoutMillis) {
    Wishes when() {
      return new Wishes(cron, at, boxed(everyMillis), boxed(inactivityMillis), onChange);
    }

    /// Keeps the owner's words out of every log.
    @Override
    public String toString() {
      return "Add[name=" + name + "]";
    }
  }

  record OneProfile(Optional<String> profile) {}

  /// @param schedule its name or id
  record OneSchedule(Optional<String> profile, String schedule) {}

  /// @param schedule its name or id
  /// @param limit how many moments, 20 when absent
  record Show(Optional<String> profile, String schedule, OptionalInt limit) {}

  /// @param schedule its name or id; else one of cron, at and everyMillis
  /// @param count 5 when absent, at most 100
  record Next(
      Optional<String> profile,
      Optional<String> schedule,
      Optional<String> cron,
      Optional<String> at,
      OptionalLong everyMillis,
      Optional<String> zone,
      OptionalInt count) {}

  record Listed(List<ScheduleView> schedules) {}

  record Moments(String zone, List<Instant> moments) {}

  /// @param changed whether it was otherwise before
  record Changed(boolean changed) {}

  /// @param slots newest first
  record Shown(
      ScheduleView schedule,
      String prompt,
      String workspace,
      String creator,
      List<SlotView> slots) {}

  /// @param state active or paused
  /// @param kind cron, at, every, inactivity or change
  /// @param spec the expression, the moment, the span or the pattern
  /// @param next when it is due by time
  /// @param timeoutMillis longest run
  record ScheduleView(
      String id,
      String name,
      String state,
      String kind,
      String spec,
      String zone,
      Optional<Instant> next,
      String overlap,
      String catchUp,
      Optional<String> model,
      Optional<BigDecimal> maxUsd,
      OptionalInt maxSteps,
      OptionalLong timeoutMillis,
      Instant created) {
    static ScheduleView of(Schedule one) {
      return new ScheduleView(
          one.id().value(),
          one.name(),
          one.paused().isPresent() ? "paused" : "active",
          one.trigger().kind(),
          spec(one.trigger()),
          one.zone().getId(),
          one.next(),
          one.overlap().wire(),
          one.catchUp().wire(),
          one.options().model(),
          one.options().maxUsd(),
          one.options().maxSteps(),
          one.options().timeout().stream().mapToLong(Duration::toMillis).findFirst(),
          one.created());
    }

    private static String spec(Trigger trigger) {
      return switch (trigger) {
        case Trigger.Every(var span) -> DurationText.format(span);
        case Trigger.Silence(var span) -> DurationText.format(span);
        case Trigger.Calendar _, Trigger.At _, Trigger.Change _ -> trigger.spec();
      };
    }
  }

  /// @param state due, fired, ended, failed, skipped or missed
  /// @param cause time, late, change, inactivity or hand
  /// @param reason why nothing ran
  /// @param until the last moment that the row stands for
  /// @param count how many moments it stands for
  record SlotView(
      Instant at,
      String state,
      String cause,
      Optional<String> run,
      Optional<String> reason,
      Instant until,
      int count) {
    static SlotView of(Slot slot) {
      return new SlotView(
          slot.at(),
          slot.state().wire(),
          slot.cause(),
          slot.job().map(Object::toString),
          slot.reason(),
          slot.until(),
          slot.count());
    }
  }
}
