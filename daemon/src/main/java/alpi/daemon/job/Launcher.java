package alpi.daemon.job;

import alpi.daemon.base.JobId;
import java.time.Duration;
import java.util.Optional;

/// What the table tells whoever runs its jobs. A port: without a scheduler jobs just wait.
interface Launcher {
  /// A free place for a job of this kind, kept until it is launched or given back.
  Optional<Place> reserve(String kind);

  /// A job waits.
  void queued(JobId id);

  /// A job was cancelled, or asked to stop.
  void cancelled(Job job);

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
        public Optional<Place> reserve(String kind) {
          return Optional.empty();
        }

        @Override
        public void queued(JobId id) {}

        @Override
        public void cancelled(Job job) {}
      };
}
