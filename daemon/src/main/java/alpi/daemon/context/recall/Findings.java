package alpi.daemon.context.recall;

import java.util.List;

/// What one place answered.
///
/// @param hits best first
/// @param notices what to know of the answer: that not everything was looked at yet, and why
/// @param behind whether who asks again later may be told more: something is being read meanwhile
public record Findings(List<RecallHit> hits, List<String> notices, boolean behind) {
  public Findings {
    hits = List.copyOf(hits);
    notices = List.copyOf(notices);
  }

  /// All there is to be told.
  public static Findings whole(List<RecallHit> hits, List<String> notices) {
    return new Findings(hits, notices, false);
  }
}
