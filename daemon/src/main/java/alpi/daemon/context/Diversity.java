package alpi.daemon.context;

import alpi.daemon.base.Vector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Chooses among ranked things so that the next one adds something: each time the one whose own
/// worth, less its likeness to those chosen, is largest. Equal ones go by rank, so the same list
/// always gives the same choice.
public final class Diversity {
  /// How much worth counts against likeness, from 0 to 1.
  public static final double USUAL = 0.72;

  /// Things compared: the work grows with this number times the number chosen.
  static final int MAX_COMPARED = 200;

  /// Most that is taken for the usual nearness.
  private static final double MOST_USUAL = 0.9;

  private static final double RANK = 60;

  private Diversity() {}

  /// @param ranked the best first; worth falls with the place as in rank fusion
  /// @param lambda 1 leaves the order as it is
  public static <T> List<T> pick(
      List<T> ranked, Function<T, String> text, int count, double lambda) {
    return pick(ranked, text, _ -> Optional.empty(), 0, count, lambda);
  }

  /// The same, where some have vectors: two of those are as alike as their meanings.
  ///
  /// @param usual how near things are to each other that have nothing to do with each other: some
  ///   models find everything near to everything, and that is no likeness
  public static <T> List<T> pick(
      List<T> ranked,
      Function<T, String> text,
      Function<T, Optional<Vector>> vector,
      double usual,
      int count,
      double lambda) {
    List<T> pool = ranked.subList(0, Math.min(ranked.size(), MAX_COMPARED));
    var likeness =
        new Likeness(
            pool.stream().map(text).map(Terms::of).toList(),
            pool.stream().map(vector).toList(),
            Math.clamp(usual, 0, MOST_USUAL));
    double[] nearest = new double[pool.size()];
    Set<Integer> taken = new HashSet<>();
    List<T> chosen = new ArrayList<>();
    while (chosen.size() < Math.min(count, pool.size())) {
      int best = best(nearest, taken, lambda);
      taken.add(best);
      chosen.add(pool.get(best));
      for (int i = 0; i < nearest.length; i++) {
        nearest[i] = Math.max(nearest[i], likeness.of(i, best));
      }
    }
    return chosen;
  }

  /// How much two things are the same, from 0 to 1.
  private record Likeness(List<Set<String>> terms, List<Optional<Vector>> vectors, double usual) {
    double of(int one, int other) {
      Optional<Vector> mine = vectors.get(one);
      Optional<Vector> theirs = vectors.get(other);
      return mine.isPresent() && theirs.isPresent()
          ? Math.max(0, (mine.get().cosine(theirs.get()) - usual) / (1 - usual))
          : Terms.alike(terms.get(one), terms.get(other));
    }
  }

  private static int best(double[] nearest, Set<Integer> taken, double lambda) {
    int best = -1;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < nearest.length; i++) {
      double worth = lambda * worth(i) - (1 - lambda) * nearest[i];
      if (!taken.contains(i) && worth > most) {
        most = worth;
        best = i;
      }
    }
    return best;
  }

  /// From 1 for the first place, falling slowly, as in rank fusion.
  private static double worth(int place) {
    return RANK / (RANK + place);
  }
}
