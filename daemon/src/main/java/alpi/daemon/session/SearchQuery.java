package alpi.daemon.session;

import alpi.daemon.base.Cut;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Any text as a full-text query: each word a quoted string, so that nothing in it is an operator.
/// The last word may also be the beginning of one, because people search while they type.
///
/// @param words quoted, bounded in number; at least one
public record SearchQuery(List<String> words) {
  /// Words looked at; the rest of the text is ignored.
  public static final int MAX_WORDS = 16;

  /// Characters looked at.
  public static final int MAX_CHARS = 1000;

  /// Characters that the last word has at least to be taken for the beginning of one.
  static final int MIN_BEGUN = 2;

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  public SearchQuery {
    words = List.copyOf(words);
  }

  /// Empty when the text holds no letter and no digit.
  public static Optional<SearchQuery> of(String text) {
    Set<String> words = new LinkedHashSet<>();
    String head = Cut.head(text, MAX_CHARS);
    for (String chunk : BLANKS.split(WordBreaks.mark(head), -1)) {
      if (words.size() < MAX_WORDS && chunk.codePoints().anyMatch(Character::isLetterOrDigit)) {
        words.add('"' + chunk.replace("\"", "\"\"") + '"');
      }
    }
    return words.isEmpty() ? Optional.empty() : Optional.of(new SearchQuery(List.copyOf(words)));
  }

  /// Messages that hold every word, the last one perhaps as the beginning of one.
  public String all() {
    return String.join(" AND ", words) + " *";
  }

  /// Messages that hold any of them.
  public String any() {
    return String.join(" OR ", words) + " *";
  }

  /// Messages that hold every word as it stands.
  String whole() {
    return String.join(" AND ", words);
  }

  /// Whether the last word is long enough to be the beginning of one.
  boolean open() {
    return words.getLast().length() >= MIN_BEGUN + 2;
  }
}
