package alpi.daemon.sandbox;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.Ids;
import alpi.daemon.base.PrivateFiles;

/// Where commands run.
public sealed interface Sandbox permits HostSandbox, BubblewrapSandbox {
  /// Runs a command to its end. Nothing that it started is left afterwards.
  ///
  /// @throws alpi.alp.rpc.Problem `denied` when a redirection points where nothing may be read or
  ///   written, `not_found` when there is no shell for a script, `sandbox_unavailable` when there
  ///   is no wall to run it behind, `too_large` when the workspace cannot be guarded, `storage`
  default Finished run(Execution execution, Cancel cancel) throws InterruptedException {
    PrivateFiles.directory(execution.spill());
    String id = ids().next('x');
    try (var out = new Capture(execution.keepBytes(), execution.spill().resolve(id + ".out"));
        var err = new Capture(execution.keepBytes(), execution.spill().resolve(id + ".err"))) {
      return run(execution, cancel, id, out, err);
    }
  }

  /// What it is called in the record.
  String name();

  /// Names its runs.
  Ids ids();

  /// Runs with outputs that the caller watches meanwhile.
  Finished run(Execution execution, Cancel cancel, String id, Capture out, Capture err)
      throws InterruptedException;
}
