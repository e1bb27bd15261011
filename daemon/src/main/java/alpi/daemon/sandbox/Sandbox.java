package alpi.daemon.sandbox;

import alpi.daemon.base.Cancel;

/// Where commands run.
public interface Sandbox {
  /// Runs a command to its end. Nothing that it started is left afterwards.
  ///
  /// @throws alpi.alp.rpc.Problem `denied` when a redirection points where nothing may be read or
  ///   written, `not_found` when there is no shell for a script, `storage`
  Finished run(Execution execution, Cancel cancel) throws InterruptedException;
}
