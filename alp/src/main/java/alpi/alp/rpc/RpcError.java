package alpi.alp.rpc;

import java.util.Optional;

/// A failure as it travels: `{code, message, data: {code, hint?, retryable, corr?}}`.
///
/// @param message one sentence that is safe to show to any client
/// @param corr names the line of the daemon's log that tells more; only for failures of our own
public record RpcError(
    ErrorCode code, String message, Optional<String> hint, Optional<String> corr) {
  public static RpcError of(ErrorCode code, String message) {
    return new RpcError(code, message, Optional.empty(), Optional.empty());
  }

  public static RpcError of(Problem problem) {
    return new RpcError(problem.code(), problem.sentence(), problem.hint(), Optional.empty());
  }

  /// The same failure, for throwing.
  public Problem problem() {
    return hint.map(text -> Problem.of(code, message, text))
        .orElseGet(() -> Problem.of(code, message));
  }
}
