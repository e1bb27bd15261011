package alpi.daemon.tool;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.SessionId;
import alpi.daemon.config.Posture;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.config.Redactor;
import alpi.daemon.job.Fence;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Labels;
import java.nio.file.Path;
import java.util.Set;

/// What holds for all calls of one step of a turn.
///
/// @param workspace absolute; relative paths start here
/// @param fence the attempt that has to be at work still when a call is recorded
/// @param labels of everything the model has seen in this conversation
/// @param named destinations that the owner wrote in this conversation
/// @param attended whether someone can answer a question
/// @param authority what the run holds at most
/// @param settings the owner's limits, as they are now
/// @param redactor takes secrets out of whatever comes back
public record ToolScope(
    ProfileHome home,
    Path workspace,
    SessionId session,
    JobId run,
    Fence fence,
    Labels labels,
    Set<String> named,
    Posture posture,
    boolean attended,
    Authority authority,
    ProfileConfig.Tools settings,
    Redactor redactor,
    ToolWatcher watcher,
    Cancel cancel) {

  ToolContext context(String callId, Consents consents, Holding holding) {
    return new ToolContext(
        home,
        workspace,
        session,
        run,
        callId,
        labels,
        false,
        attended,
        authority.given(labels),
        consents,
        holding.cancel(),
        holding,
        line -> watcher.progress(callId, redactor.redact(line)));
  }
}
