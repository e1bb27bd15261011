package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.policy.Authority;
import alpi.daemon.schedule.NewSchedule;
import alpi.daemon.schedule.Schedule;
import alpi.daemon.schedule.Wishes;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// What changes in a schedule; what is absent stays.
///
/// @param schedule its name or id
/// @param name what it is called from now on
/// @param prompt what its runs are asked; whoever words it anew answers for it
/// @param at a moment in the zone, or with an offset
/// @param inactivityMillis after nobody asked for anything for so long
/// @param onChange a path or glob inside cwd
/// @param overlap when the run before is still at work: skip, queue or replace
/// @param catchUp after moments that passed while nothing could run: none, one or all
/// @param cwd absolute: where its runs work, unless the profile names a folder
/// @param usual which of model, maxUsd, maxSteps and timeoutMillis are as usual again
record ScheduleEdit(
    Optional<String> profile,
    String schedule,
    Optional<String> name,
    Optional<String> prompt,
    Optional<String> cron,
    Optional<String> at,
    OptionalLong everyMillis,
    OptionalLong inactivityMillis,
    Optional<String> onChange,
    Optional<String> zone,
    Optional<String> overlap,
    Optional<String> catchUp,
    Optional<String> cwd,
    Optional<String> model,
    Optional<BigDecimal> maxUsd,
    OptionalInt maxSteps,
    OptionalLong timeoutMillis,
    List<String> usual) {
  private static final Set<String> LIMITS = Set.of("model", "maxUsd", "maxSteps", "timeoutMillis");

  /// What `old` is to be. Words that stay remain those of whoever made it, with what that holds.
  NewSchedule onto(Schedule old, Actor by) {
    ZoneId inZone = zone.isPresent() ? Wishes.zone(zone) : old.zone();
    boolean worded = prompt.filter(words -> !words.equals(old.prompt())).isPresent();
    return new NewSchedule(
        Optional.of(name.orElse(old.name())),
        prompt.orElse(old.prompt()),
        timed() ? when().trigger(inZone) : old.trigger(),
        inZone,
        overlap.map(ScheduleVerbs::overlap).orElse(old.overlap()),
        catchUp.map(ScheduleVerbs::catchUp).orElse(old.catchUp()),
        cwd.map(ScheduleVerbs::folder).orElse(old.workspace()),
        options(old.options()),
        worded ? by : old.creator(),
        worded ? Authority.OWNER : old.authority());
  }

  private boolean timed() {
    return cron.isPresent()
        || at.isPresent()
        || everyMillis.isPresent()
        || inactivityMillis.isPresent()
        || onChange.isPresent();
  }

  private Wishes when() {
    return new Wishes(
        cron,
        at,
        ScheduleVerbs.boxed(everyMillis),
        ScheduleVerbs.boxed(inactivityMillis),
        onChange);
  }

  private Schedule.Options options(Schedule.Options old) {
    if (!LIMITS.containsAll(usual)) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "The field `usual` names model, maxUsd, maxSteps and timeoutMillis.");
    }
    Optional<Duration> lasts = ScheduleVerbs.boxed(timeoutMillis).map(Duration::ofMillis);
    OptionalInt oldSteps = usual.contains("maxSteps") ? OptionalInt.empty() : old.maxSteps();
    return ScheduleVerbs.limited(
        new Schedule.Options(
            model.or(() -> kept("model", old.model())),
            maxUsd.or(() -> kept("maxUsd", old.maxUsd())),
            maxSteps.isPresent() ? maxSteps : oldSteps,
            lasts.or(() -> kept("timeoutMillis", old.timeout()))));
  }

  private <T> Optional<T> kept(String field, Optional<T> old) {
    return old.filter(_ -> !usual.contains(field));
  }

  /// Keeps the owner's words out of every log.
  @Override
  public String toString() {
    return "ScheduleEdit[schedule=" + schedule + "]";
  }
}
