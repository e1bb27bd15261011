package alpi.daemon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// When a schedule is due next: a pure function of its trigger, a zone and a moment. The answer is
/// always later than the moment.
///
/// When the clocks of a place change, an expression that runs in every hour keeps real time: what
/// falls into a skipped hour does not happen, what falls into a doubled hour happens in both. Any
/// other expression names a time of day, and happens once a day: skipped, it happens at the first
/// moment after the gap; doubled, only the first time.
public final class NextFire {
  private NextFire() {}

  /// @param made when the schedule was made; steady intervals count from it
  /// @return empty when it will not come by time alone, or not any more
  public static Optional<Instant> after(
      Trigger trigger, ZoneId zone, Instant made, Instant moment) {
    return switch (trigger) {
      case Trigger.Calendar(Cron cron) -> after(cron, zone, moment);
      case Trigger.At(Instant at) -> at.isAfter(moment) ? Optional.of(at) : Optional.empty();
      case Trigger.Every(Duration period) -> Optional.of(after(period, made, moment));
      case Trigger.Silence _, Trigger.Change _ -> Optional.empty();
    };
  }

  /// The next few, each after the one before.
  public static List<Instant> after(
      Trigger trigger, ZoneId zone, Instant made, Instant moment, int most) {
    List<Instant> all = new ArrayList<>();
    Optional<Instant> next = after(trigger, zone, made, moment);
    while (next.isPresent() && all.size() < most) {
      all.add(next.get());
      next = after(trigger, zone, made, next.get());
    }
    return all;
  }

  static Optional<Instant> after(Cron cron, ZoneId zone, Instant moment) {
    ZoneRules rules = zone.getRules();
    return cron.hourly() ? realTime(cron, rules, moment) : wallTime(cron, rules, moment);
  }

  private static Instant after(Duration period, Instant made, Instant moment) {
    if (moment.isBefore(made)) {
      return made.plus(period);
    }
    long passed = Duration.between(made, moment).dividedBy(period);
    return made.plus(period.multipliedBy(passed + 1));
  }

  /// Every moment whose local time fits, one stretch between two changes of the clocks at a time.
  private static Optional<Instant> realTime(Cron cron, ZoneRules rules, Instant moment) {
    Instant start = moment.plusNanos(1);
    while (true) {
      ZoneOffset offset = rules.getOffset(start);
      Optional<Instant> next =
          cron.from(LocalDateTime.ofInstant(start, offset)).map(local -> local.toInstant(offset));
      ZoneOffsetTransition change = rules.nextTransition(start);
      boolean before =
          change == null || next.filter(at -> at.isBefore(change.getInstant())).isPresent();
      if (before || next.isEmpty()) {
        return next;
      }
      start = change.getInstant();
    }
  }

  /// Every local time that fits, at the first moment that has it or follows it.
  private static Optional<Instant> wallTime(Cron cron, ZoneRules rules, Instant moment) {
    LocalDateTime start = LocalDateTime.ofInstant(moment, rules.getOffset(moment));
    Optional<LocalDateTime> local = cron.from(start);
    while (local.isPresent()) {
      Instant at = first(local.get(), rules);
      if (at.isAfter(moment)) {
        return Optional.of(at);
      }
      local = cron.from(local.get().plusSeconds(1));
    }
    return Optional.empty();
  }

  private static Instant first(LocalDateTime local, ZoneRules rules) {
    List<ZoneOffset> offsets = rules.getValidOffsets(local);
    return offsets.isEmpty()
        ? rules.getTransition(local).getInstant()
        : local.toInstant(offsets.getFirst());
  }
}
