package alpi.daemon.schedule;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The words in which people and agents say when something is due, read strictly.
///
/// @param cron a cron expression
/// @param at a moment: `2026-12-24T18:00`, in the zone, or with an offset or `Z`
/// @param every milliseconds
/// @param inactivity milliseconds
/// @param change a path or glob inside the workspace
public record Wishes(
    Optional<String> cron,
    Optional<String> at,
    Optional<Long> every,
    Optional<Long> inactivity,
    Optional<String> change) {
  /// The trigger that is meant.
  ///
  /// @throws Problem `invalid_params` unless exactly one is given, and it makes sense
  public Trigger trigger(ZoneId zone) {
    List<Trigger> all = new ArrayList<>();
    cron.ifPresent(text -> all.add(new Trigger.Calendar(Cron.parse(text))));
    at.ifPresent(text -> all.add(new Trigger.At(moment(text, zone))));
    every.ifPresent(millis -> all.add(new Trigger.Every(Duration.ofMillis(millis))));
    inactivity.ifPresent(millis -> all.add(new Trigger.Silence(Duration.ofMillis(millis))));
    change.ifPresent(pattern -> all.add(new Trigger.Change(pattern)));
    if (all.size() != 1) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "A schedule is due by exactly one of cron, at, every, after-inactivity and on-change.");
    }
    return all.getFirst();
  }

  private static Instant moment(String text, ZoneId zone) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException withoutOffset) {
      return local(text, zone);
    }
  }

  private static Instant local(String text, ZoneId zone) {
    try {
      return LocalDateTime.parse(text.replace(' ', 'T')).atZone(zone).toInstant();
    } catch (DateTimeParseException e) {
      throw Problem.of(
              ErrorCode.INVALID_PARAMS,
              "\"" + text + "\" is no moment.",
              "For example 2026-12-24T18:00, or 2026-12-24T17:00:00Z.")
          .because(e);
    }
  }

  /// The zone of that name, or that of the machine.
  ///
  /// @throws Problem `invalid_params`
  public static ZoneId zone(Optional<String> name) {
    try {
      return name.map(ZoneId::of).orElseGet(ZoneId::systemDefault);
    } catch (DateTimeException e) {
      throw Problem.of(
              ErrorCode.INVALID_PARAMS,
              "There is no time zone \"" + name.orElse("") + "\".",
              "For example Europe/Madrid, or UTC.")
          .because(e);
    }
  }
}
