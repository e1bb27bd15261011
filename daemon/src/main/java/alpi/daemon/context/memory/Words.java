package alpi.daemon.context.memory;

import alpi.daemon.base.Cut;
import alpi.daemon.session.SearchQuery;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The words of a text without what people do not mean by them: case, accents, punctuation.
public final class Words {
  /// Characters of a text that are looked at for words that lead to memories.
  public static final int MAX_CUE_CHARS = 4_000;

  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern BREAKS = Pattern.compile("[^\\p{L}\\p{N}]+");

  /// Words that nearly every message has; a memory that shares only these is not meant.
  private static final Set<String> COMMON =
      Set.of(
          "a", "about", "and", "are", "as", "at", "be", "by", "can", "could", "did", "do", "does",
          "for", "from", "had", "has", "have", "how", "i", "in", "is", "it", "its", "let", "make",
          "me", "mean", "my", "of", "on", "or", "our", "please", "s", "she", "show", "should", "so",
          "tell", "that", "the", "their", "them", "then", "there", "they", "this", "to", "was",
          "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would",
          "you", "your");

  private Words() {}

  /// One form for texts that people take for the same; empty when there is no letter or digit.
  static String folded(String text) {
    String plain = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
    return BREAKS.matcher(plain.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
  }

  /// The folded words of a text, each once.
  public static List<String> of(String text) {
    String folded = folded(text);
    return folded.isEmpty()
        ? List.of()
        : List.copyOf(new LinkedHashSet<>(List.of(BREAKS.split(folded, -1))));
  }

  /// The folded words of a text, as often as they stand there.
  public static List<String> all(String text) {
    String folded = folded(text);
    return folded.isEmpty() ? List.of() : List.of(BREAKS.split(folded, -1));
  }

  /// The words of a message by which memories are looked for, in its order.
  public static List<String> cues(String text) {
    List<String> cues = new ArrayList<>();
    for (String word : of(Cut.head(text, MAX_CUE_CHARS))) {
      if (!COMMON.contains(word)) {
        cues.add(word);
      }
    }
    return cues;
  }

  /// A full-text question for anything that shares one of the cues of a text; empty when it has
  /// none. Nothing in the text can be an operator.
  static Optional<String> match(String text) {
    List<String> cues = cues(text);
    int from = Math.max(0, cues.size() - SearchQuery.MAX_WORDS);
    // What a message asks for stands at its end more often than at its beginning.
    String last = String.join(" ", cues.subList(from, cues.size()));
    return SearchQuery.of(last).map(SearchQuery::any);
  }

  /// How much two texts have in common, from 0 to 1: shared words over all words.
  static double likeness(Set<String> one, Set<String> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return 0;
    }
    Set<String> shared = new LinkedHashSet<>(one);
    shared.retainAll(other);
    return (double) shared.size() / (one.size() + other.size() - shared.size());
  }
}
