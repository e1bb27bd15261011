package alpi.daemon.tool;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.SessionId;
import alpi.daemon.egress.Errand;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Labels;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// Where a call happens.
///
/// @param workspace the folder the owner works in; relative paths start here
/// @param labels of everything the model has seen in this conversation
/// @param agreed whether the owner was shown this very call and agreed to it
/// @param attended whether someone can answer a question
/// @param authority the most that anything may hold which the call starts: what the run holds, with
///   the labels of what it has seen
/// @param consents decides about what shows only while the call runs
/// @param cancel fires when the call has to stop
/// @param holding the grants it runs under
/// @param progress takes one line at a time for whoever watches
public record ToolContext(
    ProfileHome home,
    Path workspace,
    SessionId session,
    JobId run,
    String callId,
    Labels labels,
    boolean agreed,
    boolean attended,
    Authority authority,
    Consents consents,
    Cancel cancel,
    Holding holding,
    Consumer<String> progress) {

  /// On whose behalf a connection of this call is made.
  public Errand errand(String tool) {
    return new Errand(session, run, Optional.of(callId), tool);
  }

  /// The same place, with the owner's consent to the call.
  ToolContext withConsent() {
    return new ToolContext(
        home, workspace, session, run, callId, labels, true, attended, authority, consents, cancel,
        holding, progress);
  }
}
