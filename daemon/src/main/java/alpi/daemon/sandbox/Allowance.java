package alpi.daemon.sandbox;

import java.util.Optional;

/// Says when a run has used more than it may.
@FunctionalInterface
interface Allowance {
  /// Everything is allowed.
  Allowance BOUNDLESS = (_, _) -> Optional.empty();

  /// Asked every few milliseconds while a program of the run lives.
  ///
  /// @param leader the process that everything of the run descends from
  /// @param outputBytes put out so far
  /// @return why the run must end, one sentence
  Optional<String> exceeded(long leader, long outputBytes);
}
