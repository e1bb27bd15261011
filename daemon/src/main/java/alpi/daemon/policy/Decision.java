package alpi.daemon.policy;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.GrantId;
import java.util.List;

/// The verdict on a request, with the reason that goes on record.
public sealed interface Decision {
  String reason();

  /// @param grants used up by going ahead; empty when none was needed
  record Allow(String reason, List<GrantId> grants) implements Decision {}

  /// Someone must agree first.
  ///
  /// @param rememberable whether "always" may be offered: never for interpreters, wrappers or
  ///   tainted requests
  record Ask(String reason, boolean rememberable) implements Decision {}

  record Deny(ErrorCode code, String reason) implements Decision {}
}
