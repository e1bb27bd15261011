package alpi.daemon.context.recall;

import alpi.daemon.base.Vector;
import alpi.daemon.session.Near;
import java.util.List;

/// Looks for something in one place.
public interface Finder {
  RecallScope scope();

  /// What is there of the words of a question.
  ///
  /// @param most hits at most; the question's own limit is for all places together
  /// @throws alpi.alp.rpc.Problem when the place cannot be looked at
  Findings find(RecallQuery query, int most);

  /// What is there whose meaning is near to that of the question, nearest first; none where there
  /// are no vectors. Asked after [#find].
  ///
  /// @throws alpi.alp.rpc.Problem when the place cannot be looked at
  List<Near<RecallHit>> near(RecallQuery query, Vector question, int most);
}
