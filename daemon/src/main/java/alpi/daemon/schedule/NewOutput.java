package alpi.daemon.schedule;

import alpi.daemon.base.JobId;
import alpi.daemon.base.ScheduleId;
import alpi.daemon.base.SessionId;
import java.math.BigDecimal;
import java.util.Optional;

/// Something to be filed.
///
/// @param source makes it the only one: filing the same source again changes nothing
/// @param text the words; empty when there are none
public record NewOutput(
    Output.Kind kind,
    String title,
    String source,
    Optional<ScheduleId> schedule,
    Optional<JobId> run,
    Optional<SessionId> session,
    String state,
    Optional<String> code,
    Optional<String> message,
    Optional<BigDecimal> usd,
    String text) {
  /// Longest title, in characters.
  public static final int MAX_TITLE = 120;

  public NewOutput {
    title = shown(title);
  }

  private static String shown(String title) {
    String line = title.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
    return line.length() <= MAX_TITLE ? line : line.substring(0, MAX_TITLE - 1) + "…";
  }
}
