package alpi.daemon.job;

import java.time.Duration;
import java.util.Optional;

/// What the table tells whoever runs its jobs. A port: without a scheduler jobs just wait.
interface Launcher {
  /// A free place for a job of this priority, kept until it is launched or given back.
  Optional<Place> reserve(int priority);

  /// A job waits for its turn, for its moment, or for others.
  ///
  /// @param ready whether all that it needs is done
  void queued(Job job, boolean ready);

  /// A job was cancelled, or asked to stop.
  void cancelled(Job job);

  /// Other jobs were freed, or ended.
  void spread(Ripple ripple);

  /// Everything of the profile is to stop, and nothing starts any more.
  void halted();

  /// Work may start again.
  void resumed();

  /// Waits until nothing of a halted profile works any more, and takes the job from whoever does
  /// not listen.
  ///
  /// @return whether all stopped by themselves
  boolean still(Duration patience) throws InterruptedException;

  /// A place where one job can run.
  interface Place {
    /// Who runs it, for its row.
    String owner();

    Duration lease();

    /// Runs a job that is committed as running.
    void launch(Job job);

    void giveBack();
  }

  /// Runs nothing.
  Launcher NONE =
      new Launcher() {
        @Override
        public Optional<Place> reserve(int priority) {
          return Optional.empty();
        }

        @Override
        public void queued(Job job, boolean ready) {}

        @Override
        public void cancelled(Job job) {}

        @Override
        public void spread(Ripple ripple) {}

        @Override
        public void halted() {}

        @Override
        public void resumed() {}

        @Override
        public boolean still(Duration patience) {
          return true;
        }
      };
}
