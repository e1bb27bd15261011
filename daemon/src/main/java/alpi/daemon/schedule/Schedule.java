package alpi.daemon.schedule;

import alpi.daemon.base.Actor;
import alpi.daemon.base.ScheduleId;
import alpi.daemon.policy.Authority;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;

/// Work that comes by itself, as its row says.
///
/// @param authority the most that its runs may hold: never more than whoever made it held
/// @param cursor every moment up to here is accounted for
/// @param stamp what the watched files were like when they were last acted on
public record Schedule(
    ScheduleId id,
    String name,
    String prompt,
    Trigger trigger,
    ZoneId zone,
    Overlap overlap,
    CatchUp catchUp,
    Path workspace,
    Options options,
    Actor creator,
    Authority authority,
    Instant created,
    Optional<Instant> paused,
    Instant cursor,
    Optional<String> stamp) {

  /// How its runs go about their work.
  public record Options(
      Optional<String> model,
      Optional<BigDecimal> maxUsd,
      OptionalInt maxSteps,
      Optional<Duration> timeout) {
    public static final Options USUAL =
        new Options(Optional.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty());
  }

  /// The same under the id of `old`, resting if that does.
  Schedule as(Schedule old) {
    return placed(old, created, cursor, stamp);
  }

  /// The same as well, with the moments of `old` going on where they are.
  Schedule since(Schedule old) {
    return placed(old, old.created, old.cursor, old.stamp);
  }

  private Schedule placed(Schedule old, Instant from, Instant upTo, Optional<String> seen) {
    return new Schedule(
        old.id,
        name,
        prompt,
        trigger,
        zone,
        overlap,
        catchUp,
        workspace,
        options,
        creator,
        authority,
        from,
        old.paused,
        upTo,
        seen);
  }

  /// When it is due next by time alone; empty while it is paused.
  public Optional<Instant> next() {
    return paused.isPresent() ? Optional.empty() : NextFire.after(trigger, zone, created, cursor);
  }
}
