package alpi.daemon.tool;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.JobId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Notices a model that makes the same failing call over and over.
final class LoopGuard {
  /// From this many identical failures on, the model is told.
  static final int TOLD_AT = 3;

  private static final int MAX_RUNS = 64;
  private static final int MAX_CALLS = 2000;

  /// Guards [#failures].
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<JobId, Map<String, Integer>> failures = new LinkedHashMap<>(16, 0.75f, true);

  /// What to add to the answer of a call that failed; empty while it is no loop.
  String failed(JobId run, String tool, Sha256 input) {
    lock.lock();
    try {
      Map<String, Integer> calls = failures.computeIfAbsent(run, _ -> new HashMap<>());
      if (failures.size() > MAX_RUNS) {
        failures.remove(failures.keySet().iterator().next());
      }
      if (calls.size() > MAX_CALLS) {
        calls.clear();
      }
      int times = calls.merge(tool + " " + input.hex(), 1, Integer::sum);
      return times < TOLD_AT
          ? ""
          : "\nThis very call has failed "
              + times
              + " times. It will not start to work: change something, or say what is in the way.";
    } finally {
      lock.unlock();
    }
  }
}
