package alpi.daemon.host.verb;

import alpi.daemon.agent.Run;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A run as a list shows it.
///
/// @param state queued, running, done, failed, cancelled or interrupted
/// @param millis from its start to its end; absent while it runs
/// @param steps calls of the model
/// @param tools calls of tools that were begun
/// @param usd absent when no price was known
/// @param usdGranted what of it was taken from grants of money; absent for nothing
/// @param by who asked for it
/// @param attempts how often it was begun
/// @param denied calls of tools that were not let through
/// @param input tokens that models were sent
/// @param output tokens that they answered
/// @param bytesOut over the network, models included
/// @param code why it is not done, or not quite
record RunView(
    String run,
    String session,
    String state,
    Instant started,
    OptionalLong millis,
    String model,
    int steps,
    int tools,
    int filesChanged,
    Optional<BigDecimal> usd,
    Optional<BigDecimal> usdGranted,
    Optional<String> by,
    OptionalInt attempts,
    OptionalInt denied,
    OptionalLong input,
    OptionalLong output,
    OptionalLong cached,
    OptionalLong bytesOut,
    OptionalLong bytesIn,
    Optional<String> code,
    Optional<String> message) {
  static RunView of(Run run) {
    return new RunView(
        run.run().value(),
        run.session().value(),
        run.state(),
        run.started(),
        run.took().map(took -> OptionalLong.of(took.toMillis())).orElse(OptionalLong.empty()),
        run.used().model(),
        run.used().steps(),
        run.did().tools(),
        run.did().filesChanged(),
        run.used().usd(),
        Optional.of(run.used().granted()).filter(usd -> usd.signum() > 0),
        Optional.of(run.by().value()),
        OptionalInt.of(run.attempts()),
        OptionalInt.of(run.did().denied()),
        OptionalLong.of(run.used().tokens().input()),
        OptionalLong.of(run.used().tokens().output()),
        OptionalLong.of(run.used().tokens().cached()),
        OptionalLong.of(run.did().bytesOut()),
        OptionalLong.of(run.did().bytesIn()),
        run.exit().map(Run.Exit::code),
        run.exit().map(Run.Exit::message).filter(text -> !text.isEmpty()));
  }
}
