package alpi.daemon.tool;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.SessionId;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Where a call happens.
///
/// @param workspace the folder the owner works in; relative paths start here
/// @param attended whether someone can answer a question
/// @param progress takes one line at a time for whoever watches
public record ToolContext(
    ProfileHome home,
    Path workspace,
    SessionId session,
    JobId run,
    String callId,
    boolean attended,
    Cancel cancel,
    Consumer<String> progress) {}
