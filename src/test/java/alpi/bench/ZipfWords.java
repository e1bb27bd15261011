package alpi.bench;

import java.util.Arrays;
import java.util.Random;

/// Words of a language that nobody speaks, some far more frequent than others, as in any.
final class ZipfWords {
  private static final int WORDS = 50_000;
  private static final int RARE = 20_000;

  private final double[] cumulative = new double[WORDS];

  ZipfWords() {
    double sum = 0;
    for (int rank = 0; rank < WORDS; rank++) {
      sum += 1.0 / (rank + 1);
      cumulative[rank] = sum;
    }
  }

  String text(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(any(random)).append(' ');
    }
    return text.toString();
  }

  /// A frequent one far more often.
  String any(Random random) {
    int at = Arrays.binarySearch(cumulative, random.nextDouble() * cumulative[WORDS - 1]);
    return word(Math.min(WORDS - 1, at < 0 ? -at - 1 : at));
  }

  String rare(Random random) {
    return word(RARE + random.nextInt(WORDS - RARE));
  }

  /// Letters alone, so that no tokenizer cuts it.
  ///
  /// @param rank 0 for the most frequent
  String word(int rank) {
    StringBuilder word = new StringBuilder("w");
    for (int left = rank + 26; left > 0; left /= 26) {
      word.append((char) ('a' + left % 26));
    }
    return word.toString();
  }
}
