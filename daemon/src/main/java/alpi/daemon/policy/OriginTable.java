package alpi.daemon.policy;

import alpi.alp.blob.Sha256;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Row;
import alpi.daemon.journal.Sql;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The statements of the tables that remember where the content of files came from.
final class OriginTable {
  private static final String LABELS = "sources, private";
  private static final String SPAN = "id, root, since_ms, until_ms, state, " + LABELS;

  private OriginTable() {}

  /// A path that carries labels, and so does all beneath it.
  record Mark(String path, Labels labels) {}

  /// A stretch of time in which a command may have put a stranger's words into any file.
  ///
  /// @param until empty while it runs
  record Span(
      long id, String root, Instant since, Optional<Instant> until, State state, Labels labels) {
    /// Whether a file in this state may hold its words.
    boolean touched(FileState file) {
      return until.isPresent()
          ? file.changedWithin(since, until.get())
          : !file.changed().isBefore(since);
    }
  }

  /// What is known of the files that a command may have changed.
  enum State {
    /// Nobody has looked, or it still runs.
    WAITING,
    /// All that changed beneath its root is marked.
    DONE,
    /// There was too much to look at all of it.
    PARTIAL;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static void mark(Sql sql, String path, Labels labels, Instant now) {
    Labels known =
        sql.one("SELECT " + LABELS + " FROM origin_path WHERE path = ?", OriginTable::labels, path)
            .orElse(Labels.NONE);
    Labels all = known.and(labels);
    sql.update(
        "INSERT OR REPLACE INTO origin_path (path, sources, private, at_ms) VALUES (?,?,?,?)",
        path,
        text(all),
        all.privateData() ? 1 : 0,
        now.toEpochMilli());
  }

  static void content(Sql sql, Sha256 hash, long bytes, Labels labels, Instant now) {
    Labels all = content(sql, hash).and(labels);
    sql.update(
        "INSERT OR REPLACE INTO origin_content (sha, bytes, sources, private, at_ms)"
            + " VALUES (?,?,?,?,?)",
        hash.hex(),
        bytes,
        text(all),
        all.privateData() ? 1 : 0,
        now.toEpochMilli());
  }

  static void forget(Sql sql, String path) {
    sql.update("DELETE FROM origin_path WHERE path = ?", path);
  }

  static Labels content(Reader reader, Sha256 hash) {
    return reader
        .one(
            "SELECT " + LABELS + " FROM origin_content WHERE sha = ?",
            OriginTable::labels,
            hash.hex())
        .orElse(Labels.NONE);
  }

  /// Whether any labelled content is as long as that.
  static boolean sized(Reader reader, long bytes) {
    return reader
        .one("SELECT 1 AS yes FROM origin_content WHERE bytes = ? LIMIT 1", _ -> true, bytes)
        .isPresent();
  }

  /// What the path itself and the folders above it carry.
  static Labels upwards(Reader reader, Path path) {
    List<Object> all = new ArrayList<>();
    for (Path at = path; at != null; at = at.getParent()) {
      all.add(at.toString());
    }
    String places = Collections.nCopies(all.size(), "?").stream().collect(Collectors.joining(","));
    return reader
        .query(
            "SELECT " + LABELS + " FROM origin_path WHERE path IN (" + places + ")",
            OriginTable::labels,
            all.toArray())
        .stream()
        .reduce(Labels.NONE, Labels::and);
  }

  /// Marks beneath a folder, at most `most` and one more.
  static List<Mark> beneath(Reader reader, String folder, int most) {
    String prefix = folder.equals("/") ? "/" : folder + "/";
    String after = prefix.substring(0, prefix.length() - 1) + (char) ('/' + 1);
    return reader.query(
        "SELECT path, " + LABELS + " FROM origin_path WHERE path >= ? AND path < ? LIMIT ?",
        row -> new Mark(row.text("path"), labels(row)),
        prefix,
        after,
        most + 1);
  }

  static long marks(Reader reader) {
    return count(reader, "origin_path");
  }

  static long contents(Reader reader) {
    return count(reader, "origin_content");
  }

  private static long count(Reader reader, String table) {
    return reader.one("SELECT count(*) AS n FROM " + table, row -> row.integer("n")).orElse(0L);
  }

  static List<Mark> oldest(Reader reader, int most) {
    return reader.query(
        "SELECT path, " + LABELS + " FROM origin_path ORDER BY at_ms, path LIMIT ?",
        row -> new Mark(row.text("path"), labels(row)),
        most);
  }

  static void dropOldContents(Sql sql, int most) {
    sql.update(
        "DELETE FROM origin_content WHERE sha IN"
            + " (SELECT sha FROM origin_content ORDER BY at_ms LIMIT ?)",
        most);
  }

  /// What the commands knew that ran at `changed`.
  static Labels at(Reader reader, Instant changed) {
    return reader
        .query(
            "SELECT "
                + LABELS
                + " FROM origin_span WHERE since_ms <= ? AND (until_ms IS NULL OR until_ms >= ?)",
            OriginTable::labels,
            changed.toEpochMilli(),
            changed.toEpochMilli())
        .stream()
        .reduce(Labels.NONE, Labels::and);
  }

  /// Commands of which not everything that they changed is marked.
  static List<Span> open(Reader reader) {
    return reader.query(
        "SELECT " + SPAN + " FROM origin_span WHERE state <> 'done' ORDER BY id",
        OriginTable::span);
  }

  /// Commands that are over, and nobody has looked what they changed.
  static List<Span> waiting(Reader reader) {
    return open(reader).stream()
        .filter(span -> span.state() == State.WAITING && span.until().isPresent())
        .toList();
  }

  static long begin(Sql sql, Span span) {
    sql.update(
        "INSERT INTO origin_span (root, since_ms, until_ms, state, sources, private)"
            + " VALUES (?,?,?,?,?,?)",
        span.root(),
        span.since().toEpochMilli(),
        span.until().map(Instant::toEpochMilli),
        span.state().text(),
        text(span.labels()),
        span.labels().privateData() ? 1 : 0);
    return sql.one("SELECT last_insert_rowid() AS id", row -> row.integer("id")).orElseThrow();
  }

  static void end(Sql sql, long id, Instant until) {
    sql.update(
        "UPDATE origin_span SET until_ms = max(?, since_ms) WHERE id = ?",
        until.toEpochMilli(),
        id);
  }

  static void looked(Sql sql, long id, State state) {
    sql.update("UPDATE origin_span SET state = ? WHERE id = ?", state.text(), id);
  }

  /// Ends what an earlier daemon left running.
  static void endAll(Sql sql, Instant until) {
    sql.update(
        "UPDATE origin_span SET until_ms = max(?, since_ms) WHERE until_ms IS NULL",
        until.toEpochMilli());
  }

  /// Those that were looked over, oldest first.
  static List<Span> over(Reader reader, int most) {
    return reader.query(
        "SELECT " + SPAN + " FROM origin_span WHERE state <> 'waiting' ORDER BY id LIMIT ?",
        OriginTable::span,
        most);
  }

  static long spans(Reader reader) {
    return count(reader, "origin_span");
  }

  static void drop(Sql sql, long id) {
    sql.update("DELETE FROM origin_span WHERE id = ?", id);
  }

  private static Span span(Row row) {
    return new Span(
        row.integer("id"),
        row.text("root"),
        Instant.ofEpochMilli(row.integer("since_ms")),
        row.maybeInteger("until_ms").stream().mapToObj(Instant::ofEpochMilli).findFirst(),
        State.valueOf(row.text("state").toUpperCase(Locale.ROOT)),
        labels(row));
  }

  private static String text(Labels labels) {
    return labels.sources().stream().sorted().map(Source::wire).collect(Collectors.joining(","));
  }

  /// A source that is not known is a stranger: a label is never lost by being misread.
  private static Labels labels(Row row) {
    Set<Source> sources = EnumSet.noneOf(Source.class);
    for (String wire : row.text("sources").split(",", -1)) {
      if (!wire.isEmpty()) {
        sources.add(Source.ofWire(wire).orElse(Source.PEER));
      }
    }
    return new Labels(sources, row.integer("private") == 1);
  }
}
