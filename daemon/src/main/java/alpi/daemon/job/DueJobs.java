package alpi.daemon.job;

import alpi.daemon.base.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/// Jobs that wait for a moment: to start, or to be too late. A moment has come when either clock
/// says so: the monotonic one counts from when the job came here, so that a wall clock set back
/// keeps nobody waiting; the wall clock counts a machine's sleep. Pure; its owner locks.
final class DueJobs {
  /// What happens then.
  enum What {
    START,
    DEADLINE
  }

  /// @param atNanos monotonic
  record Due(Attached attached, JobId job, int priority, What what, Instant at, long atNanos) {}

  private final PriorityQueue<Due> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Due::atNanos));

  /// @return whether it is the first to come
  boolean add(Attached attached, Job job, What what, Instant at, Instant now, long nowNanos) {
    Duration left = Duration.between(now, at);
    long nanos = left.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : Math.max(0, left.toNanos());
    Due due = new Due(attached, job.id(), job.priority(), what, at, nowNanos + nanos);
    waiting.add(due);
    return waiting.element().equals(due);
  }

  /// Nanoseconds do not count further; whoever waits longer is looked at again then.
  private static final Duration LONGEST = Duration.ofDays(365);

  /// Takes those whose moment has come.
  List<Due> take(Instant now, long nowNanos) {
    List<Due> due = new ArrayList<>();
    for (Iterator<Due> all = waiting.iterator(); all.hasNext(); ) {
      Due one = all.next();
      if (one.atNanos() - nowNanos <= 0 || !one.at().isAfter(now)) {
        all.remove();
        due.add(one);
      }
    }
    due.sort(Comparator.comparingLong(Due::atNanos));
    return due;
  }

  /// How long until the first moment comes.
  ///
  /// @return nanoseconds, at most `most`
  long left(long nowNanos, long most) {
    Due first = waiting.peek();
    return first == null ? most : Math.clamp(first.atNanos() - nowNanos, 0, most);
  }

  void forget(Attached attached) {
    waiting.removeIf(due -> due.attached().equals(attached));
  }
}
