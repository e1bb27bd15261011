package alpi.daemon.context;

import alpi.daemon.base.Cut;
import java.util.Locale;
import java.util.Set;

/// The part of a text that is about some words.
public final class Passage {
  /// The share of the characters that stands before the first word found, as one in this many.
  private static final int BEFORE = 4;

  private Passage() {}

  /// @param terms words as [Terms] gives them
  /// @param chars most characters, ellipses aside
  static String around(String text, Set<String> terms, int chars) {
    if (text.length() <= chars) {
      return text;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    int at = 0;
    int longest = 0;
    for (String term : terms) {
      int found = lower.indexOf(term);
      if (found >= 0 && found < text.length() && term.length() > longest) {
        longest = term.length();
        at = found;
      }
    }
    int from = Cut.at(text, Math.max(0, Math.min(at - chars / BEFORE, text.length() - chars)));
    int to = Cut.at(text, Math.min(text.length(), from + chars));
    return (from > 0 ? "…" : "") + text.substring(from, to) + (to < text.length() ? "…" : "");
  }

  /// The same for the words of a question.
  public static String around(String text, String question, int chars) {
    return around(text, Terms.of(question), chars);
  }
}
