package alpi.daemon.job;

import java.util.ArrayList;
import java.util.List;

/// What the change of one job brought about in others, for whoever runs them.
///
/// @param ready jobs that may be queued now
/// @param ended jobs that ended along with it
record Ripple(List<Job> ready, List<Job> ended) {
  static final Ripple NONE = new Ripple(List.of(), List.of());

  Ripple {
    ready = List.copyOf(ready);
    ended = List.copyOf(ended);
  }

  Ripple and(Ripple other) {
    List<Job> bothReady = new ArrayList<>(ready);
    bothReady.addAll(other.ready);
    List<Job> bothEnded = new ArrayList<>(ended);
    bothEnded.addAll(other.ended);
    return new Ripple(bothReady, bothEnded);
  }

  static Ripple ready(Job job) {
    return new Ripple(List.of(job), List.of());
  }
}
