package alpi.daemon.schedule;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.JobId;
import alpi.daemon.base.OutputId;
import alpi.daemon.base.ScheduleId;
import alpi.daemon.base.SessionId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Something for the owner to read that nobody waited for.
///
/// @param title what it is about, one line
/// @param state how the run ended; `note` for words of an agent
/// @param code why it failed
/// @param message the reason in a sentence
/// @param text where the words lie
/// @param read when it was read
public record Output(
    OutputId id,
    Instant at,
    Kind kind,
    String title,
    Optional<ScheduleId> schedule,
    Optional<JobId> run,
    Optional<SessionId> session,
    String state,
    Optional<String> code,
    Optional<String> message,
    Optional<BigDecimal> usd,
    Optional<Sha256> text,
    long bytes,
    Optional<Instant> read) {
  /// What kind of thing it is.
  public enum Kind {
    ANSWER,
    FAILURE,
    NOTE;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Kind> ofWire(String wire) {
      return Arrays.stream(values()).filter(each -> each.wire().equals(wire)).findFirst();
    }
  }
}
