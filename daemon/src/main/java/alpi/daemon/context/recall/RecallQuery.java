package alpi.daemon.context.recall;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Period;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// What is looked for, and where.
///
/// @param text any text; its words are looked for, and nothing in it is an operator
/// @param folder whose files are searched; without one none are
/// @param limit most hits, 1 to [#MAX_LIMIT]
public record RecallQuery(
    String text, Set<RecallScope> scopes, Period period, Optional<Path> folder, int limit) {
  /// Most hits of one question.
  public static final int MAX_LIMIT = 200;

  public RecallQuery {
    scopes = Set.copyOf(scopes);
    if (scopes.isEmpty()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "No scope is named, so there is nowhere to look.");
    }
    if (limit < 1 || limit > MAX_LIMIT) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "The limit of a search is 1 to " + MAX_LIMIT + ".");
    }
  }
}
