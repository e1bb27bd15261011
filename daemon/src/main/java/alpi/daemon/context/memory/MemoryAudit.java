package alpi.daemon.context.memory;

import alpi.daemon.base.MemoryId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What there is to tidy among memories that count: said in almost the same words, or unsure and
/// not said again for long.
///
/// @param twins pairs, the newer one first
public record MemoryAudit(List<Twin> twins, List<Remembered> stale) {
  /// The newest memories that are looked at.
  public static final int MAX_LOOKED_AT = 500;

  /// Most pairs that are named.
  public static final int MAX_TWINS = 50;

  /// The share of the shorter one's words that twins have in common.
  static final double TWIN = 0.70;

  /// Below this confidence what is not said again grows stale.
  static final double UNSURE = 0.5;

  /// After so long.
  static final Duration STALE = Duration.ofDays(30);

  private static final int MIN_WORDS = 3;

  public MemoryAudit {
    twins = List.copyOf(twins);
    stale = List.copyOf(stale);
  }

  /// Two that say almost the same.
  public record Twin(MemoryId one, MemoryId other, String text, String otherText) {}

  static MemoryAudit of(List<Remembered> live, Instant now) {
    List<Remembered> looked = live.subList(0, Math.min(live.size(), MAX_LOOKED_AT));
    List<Set<String>> words = new ArrayList<>();
    looked.forEach(it -> words.add(new HashSet<>(Words.of(it.text()))));
    List<Twin> twins = new ArrayList<>();
    for (int i = 0; i < looked.size(); i++) {
      for (int j = i + 1; j < looked.size() && twins.size() < MAX_TWINS; j++) {
        if (contained(words.get(i), words.get(j)) >= TWIN) {
          Remembered one = looked.get(i);
          Remembered other = looked.get(j);
          twins.add(new Twin(one.id(), other.id(), one.text(), other.text()));
        }
      }
    }
    List<Remembered> stale =
        looked.stream()
            .filter(it -> !it.pinned() && it.confidence() < UNSURE)
            .filter(it -> it.reinforced().plus(STALE).isBefore(now))
            .toList();
    return new MemoryAudit(twins, stale);
  }

  private static double contained(Set<String> one, Set<String> other) {
    int fewer = Math.min(one.size(), other.size());
    if (fewer < MIN_WORDS) {
      return 0;
    }
    long shared = one.stream().filter(other::contains).count();
    return (double) shared / fewer;
  }
}
