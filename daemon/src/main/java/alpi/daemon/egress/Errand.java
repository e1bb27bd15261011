package alpi.daemon.egress;

import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import java.util.Optional;

/// On whose behalf a connection is made.
///
/// @param session the conversation
/// @param run the job that wants it
/// @param call the tool call inside the run, if it is one
/// @param by name of the tool, or of the model
public record Errand(SessionId session, JobId run, Optional<String> call, String by) {}
