package alpi.daemon.host.verb;

import alpi.daemon.base.ScheduleId;
import alpi.daemon.job.Job;
import alpi.daemon.schedule.Schedule;
import alpi.daemon.schedule.Schedules;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Why a run was begun.
///
/// @param kind `chat`, `schedule`, `peer`, `job` or `system`
/// @param by who asked for it
/// @param schedule name of the schedule, while there is one of its id
/// @param due the moment of the schedule that it is the run of
/// @param parent the job that it is a part of
record CauseView(
    String kind,
    String by,
    Optional<String> schedule,
    Optional<Instant> due,
    Optional<String> parent) {
  private static final String BY_SCHEDULE = "schedule:";
  private static final Pattern DUE = Pattern.compile("slot:.+:(\\d{1,15})");

  static CauseView of(Job job, Schedules schedules) {
    String by = job.actor().value();
    boolean scheduled = by.startsWith(BY_SCHEDULE);
    return new CauseView(
        kind(job),
        by,
        scheduled ? name(by.substring(BY_SCHEDULE.length()), schedules) : Optional.empty(),
        scheduled ? job.key().flatMap(CauseView::due) : Optional.empty(),
        job.parent().map(Object::toString));
  }

  private static Optional<String> name(String id, Schedules schedules) {
    return schedules.find(new ScheduleId(id)).map(Schedule::name);
  }

  private static Optional<Instant> due(String key) {
    Matcher slot = DUE.matcher(key);
    return slot.matches()
        ? Optional.of(Instant.ofEpochMilli(Long.parseLong(slot.group(1))))
        : Optional.empty();
  }

  private static String kind(Job job) {
    if (job.actor().person()) {
      return "chat";
    }
    String by = job.actor().value();
    int colon = by.indexOf(':');
    return colon < 0 ? by : by.substring(0, colon);
  }
}
