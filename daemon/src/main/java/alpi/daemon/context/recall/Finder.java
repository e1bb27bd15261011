package alpi.daemon.context.recall;

/// Looks for something in one place.
public interface Finder {
  RecallScope scope();

  /// What is there of the words of a question.
  ///
  /// @param most hits at most; the question's own limit is for all places together
  /// @throws alpi.alp.rpc.Problem when the place cannot be looked at
  Findings find(RecallQuery query, int most);
}
