package alpi.daemon.schedule;

import alpi.daemon.base.JobId;
import alpi.daemon.base.ScheduleId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// One moment of a schedule and what became of it, or a stretch of moments that were missed.
///
/// @param cause what made it due: `time`, `late`, `change`, `inactivity` or `hand`
/// @param reason why nothing runs for it
/// @param until the last moment it stands for
/// @param count how many moments it stands for
public record Slot(
    ScheduleId schedule,
    Instant at,
    State state,
    String cause,
    Optional<JobId> job,
    Optional<String> reason,
    Instant until,
    int count) {
  /// Where it stands.
  public enum State {
    /// Written down; its run was not submitted yet.
    DUE,
    /// Its run was submitted.
    FIRED,
    /// Its run is over, and its result filed.
    ENDED,
    /// Its run could not be submitted.
    FAILED,
    SKIPPED,
    MISSED;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<State> ofWire(String wire) {
      return Arrays.stream(values()).filter(each -> each.wire().equals(wire)).findFirst();
    }
  }

  /// What makes its run the one run of this moment.
  public String key() {
    return "slot:" + schedule + ":" + at.toEpochMilli();
  }
}
