package alpi.daemon.context;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/// The different words of a text, as two texts are compared by: lower case, without accents, those
/// of one or two letters left out unless they are numbers; in scripts without spaces, pairs of
/// characters.
final class Terms {
  /// Characters looked at.
  static final int MAX_CHARS = 20_000;

  /// Words kept.
  static final int MAX_TERMS = 2_000;

  private static final int SHORTEST = 3;

  private Terms() {}

  static Set<String> of(String text) {
    String head = text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
    String plain = Normalizer.normalize(head, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    Set<String> terms = new LinkedHashSet<>();
    var word = new StringBuilder();
    int before = 0;
    for (int at = 0; at < plain.length() && terms.size() < MAX_TERMS; ) {
      int c = plain.codePointAt(at);
      at += Character.charCount(c);
      if (unspaced(c)) {
        end(word, terms);
        if (before != 0) {
          terms.add(Character.toString(before) + Character.toString(c));
        }
        before = c;
      } else if (Character.isLetterOrDigit(c)) {
        word.appendCodePoint(c);
        before = 0;
      } else if (Character.getType(c) != Character.NON_SPACING_MARK) {
        end(word, terms);
        before = 0;
      }
    }
    end(word, terms);
    return terms;
  }

  /// How much two texts are the same, from 0 to 1: shared words by all words.
  static double alike(Set<String> one, Set<String> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return 0;
    }
    boolean shorter = one.size() <= other.size();
    Set<String> more = shorter ? other : one;
    long shared = (shorter ? one : other).stream().filter(more::contains).count();
    return (double) shared / (one.size() + other.size() - shared);
  }

  /// The share of the words of `one` that `other` holds, from 0 to 1.
  static double held(Set<String> one, Set<String> other) {
    return one.isEmpty() ? 1 : (double) one.stream().filter(other::contains).count() / one.size();
  }

  private static void end(StringBuilder word, Set<String> terms) {
    boolean number = word.chars().anyMatch(Character::isDigit);
    if (word.length() >= SHORTEST || (number && !word.isEmpty())) {
      terms.add(word.toString());
    }
    word.setLength(0);
  }

  private static boolean unspaced(int c) {
    if (c < 0x0e00 || !Character.isLetter(c)) {
      return false;
    }
    return switch (UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, BOPOMOFO, HANGUL, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }
}
