package alpi.daemon.agent;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.model.ModelEvent.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a run came to, as a list shows it.
///
/// @param state queued, running, done, failed, cancelled or interrupted
/// @param by who asked for it
/// @param attempts how often it was begun
/// @param used what its calls of the model used, and cost
/// @param did how often it did what
/// @param settings names the settings that it began with; empty before it did
/// @param exit why it is not done, or not quite
public record Run(
    JobId run,
    SessionId session,
    String state,
    Instant started,
    Optional<Duration> took,
    Actor by,
    int attempts,
    Used used,
    Did did,
    Optional<Sha256> settings,
    Optional<Exit> exit) {
  /// @param model the one that was asked last
  /// @param steps calls of the model
  /// @param usd empty when no price was known
  /// @param granted what of it was taken from grants of money, in US dollars
  public record Used(
      String model, int steps, Usage tokens, Optional<BigDecimal> usd, BigDecimal granted) {}

  /// @param tools calls of tools that were begun
  /// @param denied calls of tools that were not
  /// @param filesChanged changes of files, each counted
  public record Did(int tools, int denied, int filesChanged, long bytesOut, long bytesIn) {}

  /// @param code the named reason
  public record Exit(String code, String message) {}
}
