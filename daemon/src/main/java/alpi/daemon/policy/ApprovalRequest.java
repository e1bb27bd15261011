package alpi.daemon.policy;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.ApprovalId;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A request for consent to exactly one call. All texts in it are safe to show as they are.
///
/// @param summary what would happen, one sentence of at most [#MAX_SUMMARY_CHARS]
/// @param arguments the canonical arguments, whole: see [#showsWhole]
/// @param destination the host, path or program concerned, hosts in ASCII form when in doubt
/// @param taint strangers whose words were in play
/// @param binding what the consent is given to: no other bytes
/// @param rememberable whether session and always may be chosen
public record ApprovalRequest(
    ApprovalId id,
    SessionId session,
    JobId run,
    String tool,
    String summary,
    String arguments,
    Optional<String> destination,
    Set<Source> taint,
    Sha256 binding,
    boolean rememberable,
    Instant expires)
    implements Inquiry {
  /// Longest summary, in characters after escaping.
  public static final int MAX_SUMMARY_CHARS = 200;

  /// Longest rendering of the arguments, in characters after escaping. A call with longer ones is
  /// not asked about: nobody can agree to what was not on the screen.
  public static final int MAX_ARGUMENT_CHARS = 32_000;

  public ApprovalRequest {
    taint = Set.copyOf(taint);
    tool = DisplayText.shown(tool, MAX_SUMMARY_CHARS);
    summary = DisplayText.shown(summary, MAX_SUMMARY_CHARS);
    arguments = DisplayText.shown(arguments, MAX_ARGUMENT_CHARS);
    destination = destination.map(text -> DisplayText.shown(text, MAX_ARGUMENT_CHARS));
  }

  /// Whether a person would see all of these arguments.
  public static boolean showsWhole(String arguments) {
    return DisplayText.shown(arguments, Integer.MAX_VALUE).length() <= MAX_ARGUMENT_CHARS;
  }
}
