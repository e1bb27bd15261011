package alpi.daemon.job;

import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Who runs next: profiles take turns; within one the larger priority comes first, then who was
/// submitted earlier. None runs more than its own limit, all together not more than the total, and
/// some places are kept for work that somebody waits for. Pure: no clock, no thread; its owner
/// locks.
final class FairQueue {
  private final Limits limits;

  /// Profiles in the order of their turns: one that was served goes to the end.
  private final Map<ProfileName, Lane> lanes = new LinkedHashMap<>();

  private int running;
  private long arrivals;

  FairQueue(Limits limits) {
    this.limits = limits;
  }

  /// @param perProfile places of one profile
  /// @param total places of all
  /// @param keptPerProfile of a profile's places, those for priorities above 0
  /// @param kept of all places, those for priorities above 0
  record Limits(int perProfile, int total, int keptPerProfile, int kept) {}

  private record Waiting(JobId job, int priority, long arrival) {
    private static final Comparator<Waiting> FIRST =
        Comparator.comparingInt((Waiting one) -> -one.priority).thenComparingLong(Waiting::arrival);
  }

  private static final class Lane {
    private final TreeSet<Waiting> waiting = new TreeSet<>(Waiting.FIRST);
    private final Map<JobId, Waiting> known = new HashMap<>();
    private int running;
    private boolean held;

    private void drop(Waiting one) {
      waiting.remove(one);
      known.remove(one.job());
    }
  }

  record Pick(ProfileName profile, JobId job) {}

  void open(ProfileName profile) {
    lane(profile);
  }

  /// Forgets what waits; what runs still counts until it ends.
  void close(ProfileName profile) {
    Lane lane = lanes.get(profile);
    if (lane != null) {
      lane.waiting.clear();
      lane.known.clear();
      dropIfIdle(profile, lane);
    }
  }

  /// Lets nobody of a profile go, or lets them go again; they keep their turns.
  void hold(ProfileName profile, boolean held) {
    lane(profile).held = held;
  }

  boolean held(ProfileName profile) {
    Lane lane = lanes.get(profile);
    return lane != null && lane.held;
  }

  /// A job that waits already keeps its turn.
  void offer(ProfileName profile, JobId job, int priority) {
    Lane lane = lane(profile);
    if (!lane.known.containsKey(job)) {
      Waiting one = new Waiting(job, priority, arrivals++);
      lane.known.put(job, one);
      lane.waiting.add(one);
    }
  }

  void withdraw(ProfileName profile, JobId job) {
    Lane lane = lanes.get(profile);
    Waiting one = lane == null ? null : lane.known.get(job);
    if (lane != null && one != null) {
      lane.drop(one);
    }
  }

  /// Takes a place at once, if nobody of the profile should come first and the limits allow it.
  boolean reserve(ProfileName profile, int priority) {
    Lane lane = lanes.get(profile);
    boolean first =
        lane != null && (lane.waiting.isEmpty() || lane.waiting.first().priority() < priority);
    if (lane == null || !first || !free(lane, priority)) {
      return false;
    }
    take(profile, lane);
    return true;
  }

  /// The next job, its place taken.
  Optional<Pick> next() {
    for (Map.Entry<ProfileName, Lane> entry : lanes.entrySet()) {
      Lane lane = entry.getValue();
      if (!lane.waiting.isEmpty() && free(lane, lane.waiting.first().priority())) {
        ProfileName profile = entry.getKey();
        Waiting one = lane.waiting.first();
        lane.drop(one);
        take(profile, lane);
        return Optional.of(new Pick(profile, one.job()));
      }
    }
    return Optional.empty();
  }

  /// Gives a place back.
  void release(ProfileName profile) {
    Lane lane = lanes.get(profile);
    if (lane == null || lane.running == 0) {
      throw new IllegalStateException("no place of " + profile + " is taken");
    }
    lane.running--;
    running--;
  }

  int running() {
    return running;
  }

  /// Places that one profile has taken.
  int running(ProfileName profile) {
    Lane lane = lanes.get(profile);
    return lane == null ? 0 : lane.running;
  }

  private Lane lane(ProfileName profile) {
    return lanes.computeIfAbsent(profile, _ -> new Lane());
  }

  private boolean free(Lane lane, int priority) {
    boolean urgent = priority > 0;
    int most = limits.perProfile() - (urgent ? 0 : limits.keptPerProfile());
    int all = limits.total() - (urgent ? 0 : limits.kept());
    return !lane.held && lane.running < most && running < all;
  }

  private void take(ProfileName profile, Lane lane) {
    lane.running++;
    running++;
    lanes.remove(profile);
    lanes.put(profile, lane);
  }

  private void dropIfIdle(ProfileName profile, Lane lane) {
    if (lane.running == 0) {
      lanes.remove(profile);
    }
  }
}
