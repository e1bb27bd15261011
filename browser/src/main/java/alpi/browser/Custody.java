package alpi.browser;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Whoever looks after the processes of an engine: is told of each as it starts, so that none is
/// taken for a stray, and can tell them by what they carry.
public interface Custody {
  /// Nobody does.
  Custody NONE =
      new Custody() {
        @Override
        public Map<String, String> marks() {
          return Map.of();
        }

        @Override
        public <T> T admit(Outcome.Work<T> start, Function<T, Set<Long>> pids) throws EngineFault {
          return start.run();
        }
      };

  /// Variables that every process carries.
  Map<String, String> marks();

  /// Starts something that runs as processes of this program.
  ///
  /// @param pids those that this program started for it
  <T> T admit(Outcome.Work<T> start, Function<T, Set<Long>> pids) throws EngineFault;
}
