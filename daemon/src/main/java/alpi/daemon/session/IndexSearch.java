package alpi.daemon.session;

import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A question to the full-text index, at a cost that does not grow with what lies in it: of a word
/// that stands in very many messages only the newest are ranked, and where some words of a question
/// are rare the frequent ones do not count.
final class IndexSearch {
  /// Most messages that are ranked for one question.
  static final int MAX_RANKED = 4_000;

  /// A word in more messages than this is not looked for beside a rarer one.
  static final int FREQUENT = 1_000;

  private final Reader reader;
  private final Optional<SessionId> within;
  private final int limit;

  IndexSearch(Reader reader, Optional<SessionId> within, int limit) {
    this.reader = reader;
    this.within = within;
    this.limit = limit;
  }

  /// Messages that hold every word; when there are none, those where the last word is a beginning;
  /// then those that hold any of the rarer words.
  List<SearchHit> find(SearchQuery query) {
    List<SearchHit> hits = ranked(query.whole());
    if (hits.isEmpty() && query.open()) {
      hits = ranked(query.all());
    }
    return hits.isEmpty() && query.words().size() > 1 ? any(query) : hits;
  }

  /// Messages that hold any of the rarer words, those with more of them first.
  List<SearchHit> any(SearchQuery query) {
    List<String> rare = new ArrayList<>();
    List<String> frequent = new ArrayList<>();
    for (String word : query.words()) {
      long count = IndexTables.matches(reader, scoped(word), FREQUENT + 1);
      if (count > 0) {
        (count <= FREQUENT ? rare : frequent).add(word);
      }
    }
    List<String> words = rare.isEmpty() ? frequent : rare;
    return words.isEmpty() ? List.of() : ranked(String.join(" OR ", words));
  }

  private List<SearchHit> ranked(String match) {
    String scoped = scoped(match);
    long floor = IndexTables.nth(reader, scoped, MAX_RANKED);
    return IndexTables.search(reader, scoped, floor, limit);
  }

  private String scoped(String match) {
    String text = "text : (" + match + ")";
    return within.map(id -> text + " AND session : \"" + id + "\"").orElse(text);
  }
}
