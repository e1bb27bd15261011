package alpi.daemon.context.recall;

import java.util.List;

/// What one place answered.
///
/// @param hits best first
/// @param notices what to know of the answer: that not everything was looked at yet, and why
public record Findings(List<RecallHit> hits, List<String> notices) {
  public static final Findings NONE = new Findings(List.of(), List.of());

  public Findings {
    hits = List.copyOf(hits);
    notices = List.copyOf(notices);
  }
}
