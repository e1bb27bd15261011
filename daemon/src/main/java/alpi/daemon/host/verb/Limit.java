package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.OptionalInt;

/// How many items a listing may return.
final class Limit {
  /// Most items of any listing.
  static final int MAX = 1000;

  private Limit() {}

  /// @throws Problem `invalid_params` for less than 1 or more than [#MAX]
  static int of(OptionalInt asked, int absent) {
    int limit = asked.orElse(absent);
    if (limit < 1 || limit > MAX) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `limit` is 1 to " + MAX + ".");
    }
    return limit;
  }
}
