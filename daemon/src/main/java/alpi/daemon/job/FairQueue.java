package alpi.daemon.job;

import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileName;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Who runs next: profiles take turns, each in the order of submission, none beyond its own limit,
/// all together not beyond the total. Pure: no clock, no thread; its owner locks.
final class FairQueue {
  private final int perProfile;
  private final int total;

  /// Profiles in the order of their turns: one that was served goes to the end.
  private final Map<ProfileName, Lane> lanes = new LinkedHashMap<>();

  private int running;

  FairQueue(int perProfile, int total) {
    this.perProfile = perProfile;
    this.total = total;
  }

  private static final class Lane {
    private final ArrayDeque<JobId> waiting = new ArrayDeque<>();
    private int running;
  }

  record Pick(ProfileName profile, JobId job) {}

  void open(ProfileName profile) {
    lanes.putIfAbsent(profile, new Lane());
  }

  /// Forgets what waits; what runs still counts until it ends.
  void close(ProfileName profile) {
    Lane lane = lanes.get(profile);
    if (lane != null) {
      lane.waiting.clear();
      dropIfIdle(profile, lane);
    }
  }

  void offer(ProfileName profile, JobId job) {
    lanes.computeIfAbsent(profile, _ -> new Lane()).waiting.add(job);
  }

  void withdraw(ProfileName profile, JobId job) {
    Lane lane = lanes.get(profile);
    if (lane != null) {
      lane.waiting.remove(job);
    }
  }

  /// Takes a place at once, if nobody of the profile waits longer and the limits allow it.
  boolean reserve(ProfileName profile) {
    Lane lane = lanes.get(profile);
    if (lane == null || !lane.waiting.isEmpty() || !free(lane)) {
      return false;
    }
    take(profile, lane);
    return true;
  }

  /// The next job, its place taken.
  Optional<Pick> next() {
    for (Map.Entry<ProfileName, Lane> entry : lanes.entrySet()) {
      Lane lane = entry.getValue();
      if (!lane.waiting.isEmpty() && free(lane)) {
        ProfileName profile = entry.getKey();
        JobId job = lane.waiting.remove();
        take(profile, lane);
        return Optional.of(new Pick(profile, job));
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

  private boolean free(Lane lane) {
    return lane.running < perProfile && running < total;
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
