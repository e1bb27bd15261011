package alpi.daemon.schedule;

import alpi.daemon.base.JobId;

/// Turns a moment into work. A port: whoever builds a profile knows how a run is asked for.
public interface Runner {
  /// Submits the run of a slot, keyed by [Slot#key], so that it is the only one.
  ///
  /// @throws alpi.alp.rpc.Problem why it cannot be; `halted`, `busy`, `queue_full`, `disk_full` and
  ///   `storage` pass
  JobId start(Schedule schedule, Slot slot);

  /// The run of a slot is over: files what it came to. Called again for the same slot when the
  /// daemon died meanwhile.
  ///
  /// @param schedule empty when it was removed meanwhile
  void over(java.util.Optional<Schedule> schedule, Slot slot);
}
