package alpi.daemon.session;

import alpi.daemon.base.Period;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Row;
import alpi.daemon.journal.Sql;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The statements of the index, next to the rows they fill.
final class IndexTables {
  private static final int SNIPPET_WORDS = 28;
  private static final int MAX_SNIPPET_CHARS = 240;
  private static final Pattern BLANK = Pattern.compile(" ");

  private static final String COLUMNS =
      "id, title, named, created, updated, turns, messages, model, last_turn, last_state,"
          + " bytes, lines";

  private IndexTables() {}

  static Optional<Indexed> find(Reader reader, SessionId id) {
    return reader.one(
        "SELECT " + COLUMNS + " FROM session WHERE id = ?", IndexTables::indexed, id.value());
  }

  /// How much of each file is in the index.
  static Map<String, Long> sizes(Reader reader) {
    Map<String, Long> sizes = new HashMap<>();
    reader.query(
        "SELECT id, bytes FROM session", row -> sizes.put(row.text("id"), row.integer("bytes")));
    return sizes;
  }

  static void put(Sql sql, Indexed row) {
    SessionSummary so = row.summary();
    sql.update(
        """
        INSERT OR REPLACE INTO session(id, title, named, created, updated, turns, messages, model,
          last_turn, last_state, bytes, lines)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        so.id().value(),
        so.title(),
        row.named() ? 1 : 0,
        so.created().toEpochMilli(),
        so.updated().toEpochMilli(),
        so.turns(),
        so.messages(),
        so.model(),
        so.lastTurn(),
        so.lastState().map(state -> state.name().toLowerCase(Locale.ROOT)),
        so.bytes(),
        row.lines());
  }

  static void add(Sql sql, SessionId session, Text text) {
    sql.update(
        "INSERT INTO message(session, turn, at, role, sources, text) VALUES (?, ?, ?, ?, ?, ?)",
        session.value(),
        text.turn(),
        text.at().toEpochMilli(),
        text.role(),
        sources(text.labels()),
        text.words());
    sql.update(
        """
        INSERT INTO message_fts(rowid, text, place)
        SELECT id, text, place FROM message_words WHERE id = last_insert_rowid()\
        """);
  }

  /// Takes a session out. With `secure_delete` on, nothing of its words stays in the file.
  static void remove(Sql sql, SessionId id) {
    sql.update(
        """
        INSERT INTO message_fts(message_fts, rowid, text, place)
        SELECT 'delete', id, text, place FROM message_words
        WHERE id IN (SELECT id FROM message WHERE session = ?)\
        """,
        id.value());
    sql.update("DELETE FROM message WHERE session = ?", id.value());
    sql.update("DELETE FROM session WHERE id = ?", id.value());
  }

  /// Makes this connection overwrite what it deletes.
  static void secure(Sql sql) {
    sql.one("PRAGMA secure_delete = ON", row -> row.integer("secure_delete"));
  }

  /// @param period those that were under way in it
  static List<SessionSummary> list(
      Reader reader, int limit, Optional<SessionId> before, Period period) {
    String from = " FROM session WHERE messages > 0 AND updated >= ? AND created < ?";
    if (before.isEmpty()) {
      return reader.query(
          "SELECT " + COLUMNS + from + " ORDER BY updated DESC, id DESC LIMIT ?",
          row -> indexed(row).summary(),
          period.sinceMillis(),
          period.untilMillis(),
          limit);
    }
    return reader.query(
        "SELECT "
            + COLUMNS
            + from
            + " AND (updated, id) < (SELECT updated, id FROM session WHERE id = ?)"
            + " ORDER BY updated DESC, id DESC LIMIT ?",
        row -> indexed(row).summary(),
        period.sinceMillis(),
        period.untilMillis(),
        before.get().value(),
        limit);
  }

  /// The first and the last moment of all conversations; empty when there are none.
  static Optional<Period> span(Reader reader) {
    return reader
        .one(
            "SELECT min(created) AS first, max(updated) AS last, count(*) AS n FROM session",
            row ->
                new long[] {
                  row.integer("n"),
                  row.maybeInteger("first").orElse(0),
                  row.maybeInteger("last").orElse(0)
                })
        .filter(row -> row[0] > 0)
        .map(row ->
            new Period(
                Optional.of(Instant.ofEpochMilli(Math.min(row[1], row[2]))),
                Optional.of(Instant.ofEpochMilli(Math.max(row[1], row[2]) + 1))));
  }

  /// The row of the newest match but `count`; 0 when there are not so many.
  static long nth(Reader reader, String match, int count) {
    return reader
        .one(
            """
            SELECT rowid AS id FROM message_fts WHERE message_fts MATCH ?
            ORDER BY rowid DESC LIMIT 1 OFFSET ?\
            """,
            row -> row.integer("id"),
            match,
            count)
        .orElse(0L);
  }

  /// How many messages match, counted no further than `most`.
  static long matches(Reader reader, String match, int most) {
    return reader
        .one(
            """
            SELECT count(*) AS n FROM (
              SELECT 1 FROM message_fts WHERE message_fts MATCH ? LIMIT ?)\
            """,
            row -> row.integer("n"),
            match,
            most)
        .orElse(0L);
  }

  /// @param floor rows above this one alone
  static List<SearchHit> search(Reader reader, String match, long floor, Period period, int limit) {
    return reader.query(
        """
        SELECT m.session, m.turn, m.at, m.role, m.sources,
          snippet(message_fts, 0, '', '', '…', ?) AS snippet
        FROM message_fts JOIN message m ON m.id = message_fts.rowid
        WHERE message_fts MATCH ? AND message_fts.rowid > ? AND m.at >= ? AND m.at < ?
        ORDER BY message_fts.rank LIMIT ?\
        """,
        IndexTables::hit,
        SNIPPET_WORDS,
        match,
        floor,
        period.sinceMillis(),
        period.untilMillis(),
        limit);
  }

  /// The messages of these rows, as far as they are there.
  static List<Near<SearchHit>> near(Reader reader, List<Near<Long>> rows) {
    List<Near<SearchHit>> hits = new ArrayList<>();
    for (Near<Long> near : rows) {
      reader
          .one(
              "SELECT session, turn, at, role, sources, substr(text, 1, ?) AS snippet FROM message"
                  + " WHERE id = ?",
              IndexTables::hit,
              2 * MAX_SNIPPET_CHARS,
              near.found())
          .ifPresent(hit -> hits.add(near.as(hit)));
    }
    return hits;
  }

  private static SearchHit hit(Row row) {
    return new SearchHit(
        new SessionId(row.text("session")),
        row.text("turn"),
        Instant.ofEpochMilli(row.integer("at")),
        row.text("role"),
        labels(row.text("sources")),
        brief(WordBreaks.unmark(row.text("snippet"))));
  }

  static IndexCount count(Reader reader) {
    return reader
        .one(
            "SELECT (SELECT count(*) FROM session) AS sessions,"
                + " (SELECT count(*) FROM message) AS messages",
            row -> new IndexCount(row.integer("sessions"), row.integer("messages")))
        .orElse(new IndexCount(0, 0));
  }

  private static String sources(Labels labels) {
    return labels.sources().stream().sorted().map(Source::wire).collect(Collectors.joining(" "));
  }

  /// A source that this program does not know is a stranger's.
  private static Labels labels(String sources) {
    Labels labels = new Labels(Set.of(), true);
    for (String wire : BLANK.split(sources, -1)) {
      if (!wire.isEmpty()) {
        labels = labels.and(Labels.of(Source.ofWire(wire).orElse(Source.WEB), true));
      }
    }
    return labels;
  }

  private static String brief(String snippet) {
    if (snippet.length() <= MAX_SNIPPET_CHARS) {
      return snippet;
    }
    int points = snippet.codePointCount(0, snippet.length());
    int end = snippet.offsetByCodePoints(0, Math.min(points, MAX_SNIPPET_CHARS - 1));
    return snippet.substring(0, end) + "…";
  }

  private static Indexed indexed(Row row) {
    var summary =
        new SessionSummary(
            new SessionId(row.text("id")),
            row.text("title"),
            Instant.ofEpochMilli(row.integer("created")),
            Instant.ofEpochMilli(row.integer("updated")),
            (int) row.integer("turns"),
            (int) row.integer("messages"),
            row.text("model"),
            row.integer("bytes"),
            row.maybeText("last_turn"),
            row.maybeText("last_state")
                .map(state -> TurnState.valueOf(state.toUpperCase(Locale.ROOT))));
    return new Indexed(summary, row.integer("named") != 0, row.integer("lines"));
  }

  /// @param summary its `bytes` is the offset up to which the file is in the index
  /// @param named whether the owner gave the title
  /// @param lines whole lines up to that offset
  record Indexed(SessionSummary summary, boolean named, long lines) {}

  /// @param words as they go into the index
  record Text(String turn, Instant at, String role, Labels labels, String words) {}

  /// The messages of the index, as a search asks them.
  record Messages(Reader reader, Period period, int limit) implements IndexSearch.Rows<SearchHit> {
    @Override
    public long nth(String match, int count) {
      return IndexTables.nth(reader, match, count);
    }

    @Override
    public long matches(String match, int most) {
      return IndexTables.matches(reader, match, most);
    }

    @Override
    public List<SearchHit> ranked(String match, long floor) {
      return search(reader, match, floor, period, limit);
    }
  }
}
