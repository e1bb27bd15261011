package alpi.daemon.session;

import alpi.daemon.session.Message.Call;

/// A tool call that has no result: whether it ran is not known.
///
/// @param turn the turn that made it
public record OpenCall(String turn, Call call) {}
