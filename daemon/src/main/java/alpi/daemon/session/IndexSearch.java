package alpi.daemon.session;

import java.util.ArrayList;
import java.util.List;

/// A question to a full-text index, at a cost that does not grow with what lies in it: of a word
/// that stands in very many rows only the newest are ranked, and where some words of a question are
/// rare the frequent ones do not count.
public final class IndexSearch<T> {
  /// Most rows that are ranked for one question.
  public static final int MAX_RANKED = 4_000;

  /// A word in more rows than this is not looked for beside a rarer one.
  static final int FREQUENT = 1_000;

  private final Rows<T> rows;
  private final String columns;
  private final String scope;

  /// @param columns where the words are looked for, as `text`
  /// @param scope what stands behind each match, as ` AND place : ("x")`; empty for all rows
  public IndexSearch(Rows<T> rows, String columns, String scope) {
    this.rows = rows;
    this.columns = columns;
    this.scope = scope;
  }

  /// The statements of one full-text table.
  public interface Rows<T> {
    /// The row of the newest match but `count`; 0 when there are not so many.
    long nth(String match, int count);

    /// How many rows match, counted no further than `most`.
    long matches(String match, int most);

    /// The matches above the row `floor`, best first.
    List<T> ranked(String match, long floor);
  }

  /// Rows that hold every word; when there are none, those where the last word is a beginning; then
  /// those that hold any of the rarer words.
  public List<T> find(SearchQuery query) {
    List<T> hits = ranked(query.whole());
    if (hits.isEmpty() && query.open()) {
      hits = ranked(query.all());
    }
    return hits.isEmpty() && query.words().size() > 1 ? any(query) : hits;
  }

  /// Rows that hold any of the rarer words, as bm25 ranks them.
  public List<T> any(SearchQuery query) {
    List<String> rare = new ArrayList<>();
    List<String> frequent = new ArrayList<>();
    for (String word : query.words()) {
      long count = rows.matches(scoped(word), FREQUENT + 1);
      if (count > 0) {
        (count <= FREQUENT ? rare : frequent).add(word);
      }
    }
    List<String> words = rare.isEmpty() ? frequent : rare;
    return words.isEmpty() ? List.of() : ranked(String.join(" OR ", words));
  }

  private List<T> ranked(String match) {
    String scoped = scoped(match);
    return rows.ranked(scoped, rows.nth(scoped, MAX_RANKED));
  }

  private String scoped(String match) {
    return columns + " : (" + match + ")" + scope;
  }
}
