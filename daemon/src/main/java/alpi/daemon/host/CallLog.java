package alpi.daemon.host;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Verb;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Takes down who called what. Every verb that changes or approves something passes here, before
/// its own code runs.
@FunctionalInterface
public interface CallLog {
  /// Called before the verb's code; what is returned is told how it ended if it failed.
  Failing called(Verb<?, ?> verb, Optional<JsonNode> params, Caller caller);

  /// One call that is on record.
  @FunctionalInterface
  interface Failing {
    void failed(ErrorCode code);
  }

  /// Takes nothing down.
  CallLog NONE = (_, _, _) -> _ -> {};
}
