package alpi.daemon.tool;

import alpi.daemon.session.Message.Call;

/// Is told how the calls of a step go, as it happens. Calls that run side by side tell it from
/// several threads.
public interface ToolWatcher {
  /// A call is about to run; the record of it is durable.
  ///
  /// @param summary one line for the owner
  /// @param decision why it may run
  void called(Call call, String summary, String decision);

  /// One line of what a running call prints or does.
  void progress(String callId, String line);

  /// A call is over, whether it ran, failed or was refused.
  void answered(Outcome outcome);
}
