package alpi.daemon.job;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.JobId;
import alpi.daemon.journal.Tx;
import java.util.Optional;

/// The attempt at a job for which an effect would happen. A worker that was paused for so long that
/// its job was given up, and goes on as if nothing had been, is stopped here: what it means to do
/// is recorded in the transaction that looks at the row, or not at all.
///
/// @param held empty for what no job stands behind
public record Fence(Optional<Attempt> held) {
  /// @param number from 1
  public record Attempt(JobId job, int number) {}

  /// Of work that is no job: nobody else can take it over.
  public static final Fence NONE = new Fence(Optional.empty());

  /// @param running as its worker was handed it
  public static Fence of(Job running) {
    return new Fence(Optional.of(new Attempt(running.id(), running.attempt())));
  }

  /// @throws Problem `interrupted` when the attempt is not at work any more
  public void check(Tx tx) {
    boolean stands =
        held.map(attempt ->
                JobTable.find(tx, attempt.job())
                    .filter(job -> job.state() == JobState.RUNNING)
                    .filter(job -> job.attempt() == attempt.number())
                    .isPresent())
            .orElse(true);
    if (!stands) {
      throw Problem.of(
          ErrorCode.INTERRUPTED,
          "This was given up while the daemon was paused; what it meant to do is not done.",
          "Ask for it again.");
    }
  }
}
