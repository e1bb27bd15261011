package alpi.daemon.agent;

import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a run came to, as a list shows it.
///
/// @param state queued, running, done, failed, cancelled or interrupted
/// @param tools calls of tools that were begun
/// @param filesChanged changes of files, each counted
/// @param usd what its model calls cost; empty when no price was known
public record Run(
    JobId run,
    SessionId session,
    String state,
    Instant started,
    Optional<Duration> took,
    String model,
    int steps,
    int tools,
    int filesChanged,
    Optional<BigDecimal> usd) {}
