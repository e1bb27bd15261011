package alpi.daemon.context.memory;

import alpi.daemon.base.MemoryId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Orders what was found for a message: lists found in different ways are fused by rank, then sure
/// and lately said memories gain, then each pick makes those that say the same less wanted. The
/// same input gives the same order.
final class Ranking {
  /// How slowly a place further down a list loses (reciprocal rank fusion).
  static final int RANK_CONSTANT = 60;

  /// How much being relevant counts against being different.
  static final double DIVERSITY = 0.72;

  /// What has less than this share of the best one's score is not meant.
  static final double MIN_SCORE = 0.10;

  private static final Duration HALF_LIFE = Duration.ofDays(7);
  private static final Duration SHORT_HALF_LIFE = Duration.ofHours(6);

  private final Map<MemoryId, Candidate> candidates = new LinkedHashMap<>();

  /// Adds a list, best first.
  void add(String why, double weight, List<Remembered> found) {
    for (int rank = 0; rank < found.size(); rank++) {
      Remembered it = found.get(rank);
      double points = weight / (RANK_CONSTANT + rank + 1);
      candidates.merge(it.id(), new Candidate(it, points, why), Candidate::and);
    }
  }

  List<Relevant> best(Instant now, int limit) {
    List<Candidate> open = new ArrayList<>();
    for (Candidate each : candidates.values()) {
      open.add(each.times(weight(each.memory(), now)));
    }
    double top = open.stream().mapToDouble(Candidate::points).max().orElse(0);
    open.removeIf(each -> each.points() < top * MIN_SCORE);
    List<Relevant> chosen = new ArrayList<>();
    Map<MemoryId, Set<String>> words = new HashMap<>();
    open.forEach(each -> words.put(each.id(), new HashSet<>(Words.of(each.memory().text()))));
    while (!open.isEmpty() && chosen.size() < limit) {
      Candidate next = next(open, chosen, words, top);
      open.remove(next);
      chosen.add(new Relevant(next.memory(), next.points() / top, next.why(), List.of()));
    }
    return List.copyOf(chosen);
  }

  private static Candidate next(
      List<Candidate> open, List<Relevant> chosen, Map<MemoryId, Set<String>> words, double top) {
    return open.stream()
        .max(
            Comparator.<Candidate>comparingDouble(each -> wanted(each, chosen, words, top))
                .thenComparing(each -> each.id().value()))
        .orElseThrow();
  }

  private static double wanted(
      Candidate each, List<Relevant> chosen, Map<MemoryId, Set<String>> words, double top) {
    double likest = 0;
    for (Relevant one : chosen) {
      Set<String> theirs = words.getOrDefault(one.memory().id(), Set.of());
      likest = Math.max(likest, Words.likeness(words.getOrDefault(each.id(), Set.of()), theirs));
    }
    return DIVERSITY * (each.points() / top) - (1 - DIVERSITY) * likest;
  }

  private static double weight(Remembered it, Instant now) {
    double trust = 0.5 + 0.7 * it.confidence();
    if (it.pinned()) {
      return trust;
    }
    Duration halfLife = it.lane() == Lane.SHORT_TERM ? SHORT_HALF_LIFE : HALF_LIFE;
    long age = Math.max(0, Duration.between(it.reinforced(), now).toMillis());
    return trust * (0.5 + 0.5 * Math.pow(2, -(double) age / halfLife.toMillis()));
  }

  private record Candidate(Remembered memory, double points, String why) {
    MemoryId id() {
      return memory.id();
    }

    Candidate and(Candidate other) {
      return new Candidate(memory, points + other.points, why);
    }

    Candidate times(double weight) {
      return new Candidate(memory, points * weight, why);
    }
  }
}
