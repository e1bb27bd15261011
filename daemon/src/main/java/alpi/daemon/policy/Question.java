package alpi.daemon.policy;

import alpi.daemon.base.ApprovalId;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import java.time.Instant;
import java.util.List;

/// A question of the agent to the owner. Its answer is text and permits nothing.
///
/// @param text at most [#MAX_CHARS], safe to show as it is
/// @param choices answers offered, at most [#MAX_CHOICES]; any other text may be given as well
public record Question(
    ApprovalId id, SessionId session, JobId run, String text, List<String> choices, Instant expires)
    implements Inquiry {
  /// Longest question or answer, in characters.
  public static final int MAX_CHARS = 4000;

  /// Most answers offered.
  public static final int MAX_CHOICES = 10;

  public Question {
    text = DisplayText.shown(text, MAX_CHARS);
    choices =
        choices.stream().limit(MAX_CHOICES).map(c -> DisplayText.shown(c, MAX_CHARS)).toList();
  }
}
