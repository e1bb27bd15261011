package alpi.bench;

import alpi.daemon.base.Vector;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

/// Stands in for an embedding model: a text points where its words do, and words that it knows to
/// mean the same point the same way. It does not know all of them, as no model does.
final class ConceptVectors {
  private static final int DIMENSION = 256;
  private static final double KNOWN = 0.8;
  private static final double PLAIN = 0.15;
  private static final Pattern WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final Set<String> COMMON =
      Set.of(
          "the", "a", "of", "in", "on", "is", "was", "it", "to", "for", "and", "had", "be", "at",
          "with", "does", "do", "will", "who", "where", "when", "what", "again", "since", "down");

  private final Map<String, String> known = new HashMap<>();

  ConceptVectors(List<List<String>> same, Random random) {
    for (List<String> words : same) {
      if (random.nextDouble() < KNOWN) {
        words.forEach(word -> known.put(word, words.getFirst()));
      }
    }
  }

  Vector of(String text) {
    double[] sum = new double[DIMENSION];
    for (String word : WORDS.split(text.toLowerCase(Locale.ROOT), -1)) {
      var own = new Random(known.getOrDefault(word, word).hashCode());
      double weight = word.isEmpty() ? 0 : COMMON.contains(word) ? PLAIN : 1;
      for (int i = 0; i < DIMENSION; i++) {
        sum[i] += weight * own.nextGaussian();
      }
    }
    return Vector.of(sum).orElseThrow();
  }
}
