package alpi.daemon.tool.index;

import alpi.daemon.base.Cut;
import alpi.daemon.base.Period;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Row;
import alpi.daemon.journal.Sql;
import alpi.daemon.session.IndexSearch;
import alpi.daemon.session.Near;
import alpi.daemon.session.WordBreaks;
import alpi.daemon.tool.index.Corpus.Stamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The statements of an index of texts.
final class DocumentRows {
  private static final int SNIPPET_WORDS = 28;
  private static final int MAX_SNIPPET_CHARS = 240;

  private DocumentRows() {}

  /// What is known of a text.
  record Known(long id, Stamp stamp, String hash) {}

  /// A text that waits to be read.
  record Waiting(long id, String folder, String name, String hash) {}

  static long root(Sql sql, String name, Instant now) {
    sql.update(
        """
        INSERT INTO root(name, used, walks) VALUES (?, ?, 0)
        ON CONFLICT(name) DO UPDATE SET used = excluded.used\
        """,
        name,
        now.toEpochMilli());
    return find(sql, name).orElseThrow();
  }

  static List<String> roots(Reader reader) {
    return reader.query("SELECT name FROM root ORDER BY used", row -> row.text("name"));
  }

  static Optional<Long> find(Reader reader, String name) {
    return reader.one("SELECT id FROM root WHERE name = ?", row -> row.integer("id"), name);
  }

  /// Those that were asked about longest ago, beyond so many.
  static List<Long> stale(Reader reader, int kept) {
    return reader.query(
        "SELECT id FROM root ORDER BY used DESC, id DESC LIMIT -1 OFFSET ?",
        row -> row.integer("id"),
        kept);
  }

  /// Begins a walk.
  ///
  /// @return its number
  static long walk(Sql sql, long root) {
    sql.update("UPDATE root SET walks = walks + 1 WHERE id = ?", root);
    return sql.one("SELECT walks FROM root WHERE id = ?", row -> row.integer("walks"), root)
        .orElse(0L);
  }

  static long folder(Sql sql, long root, String path, long walk) {
    sql.update(
        """
        INSERT INTO folder(root, path, walk) VALUES (?, ?, ?)
        ON CONFLICT(root, path) DO UPDATE SET walk = excluded.walk\
        """,
        root,
        path,
        walk);
    return sql.one(
            "SELECT id FROM folder WHERE root = ? AND path = ?",
            row -> row.integer("id"),
            root,
            path)
        .orElseThrow();
  }

  static Map<String, Known> in(Reader reader, long root, String path) {
    Map<String, Known> known = new HashMap<>();
    reader.query(
        """
        SELECT d.id, d.name, d.size, d.modified, d.inode, d.hash
        FROM document d JOIN folder f ON f.id = d.folder WHERE f.root = ? AND f.path = ?\
        """,
        row ->
            known.put(
                row.text("name"),
                new Known(
                    row.integer("id"),
                    new Stamp(row.integer("size"), row.integer("modified"), row.text("inode")),
                    row.text("hash"))),
        root,
        path);
    return known;
  }

  /// Notes that something is to be read. What was read of it before stays findable until then.
  static void wait(Sql sql, long folder, String name, Stamp stamp) {
    sql.update(
        """
        INSERT INTO document(folder, name, size, modified, inode, hash, state, note, title, lined)
        VALUES (?, ?, ?, ?, ?, '', 'waiting', '', '', 0)
        ON CONFLICT(folder, name) DO UPDATE SET size = excluded.size,
          modified = excluded.modified, inode = excluded.inode, state = 'waiting'\
        """,
        folder,
        name,
        stamp.size(),
        stamp.modified(),
        stamp.inode());
  }

  static List<Waiting> waiting(Reader reader, long root, int limit) {
    return reader.query(
        """
        SELECT d.id, f.path, d.name, d.hash FROM document d JOIN folder f ON f.id = d.folder
        WHERE d.state = 'waiting' AND f.root = ? ORDER BY d.id LIMIT ?\
        """,
        row -> new Waiting(row.integer("id"), row.text("path"), row.text("name"), row.text("hash")),
        root,
        limit);
  }

  static long waiting(Reader reader, long root) {
    return reader
        .one(
            """
            SELECT count(*) AS n FROM document d JOIN folder f ON f.id = d.folder
            WHERE d.state = 'waiting' AND f.root = ?\
            """,
            row -> row.integer("n"),
            root)
        .orElse(0L);
  }

  /// What was read turned out to be what is there already.
  static void same(Sql sql, long id) {
    sql.update("UPDATE document SET state = 'read' WHERE id = ?", id);
  }

  static void put(Sql sql, long id, Content.Words words, List<Piece> pieces) {
    clear(sql, id);
    sql.update(
        "UPDATE document SET hash = ?, state = 'read', note = ?, title = ?, lined = ? WHERE id = ?",
        words.hash(),
        words.note(),
        WordBreaks.mark(words.title()),
        words.lined() ? 1 : 0,
        id);
    for (Piece piece : pieces) {
      sql.update(
          "INSERT INTO piece(document, first, last, text) VALUES (?, ?, ?, ?)",
          id,
          piece.first(),
          piece.last(),
          WordBreaks.mark(piece.text()));
      sql.update(
          """
          INSERT INTO piece_fts(rowid, text, title, place)
          SELECT id, text, title, place FROM piece_words WHERE id = last_insert_rowid()\
          """);
    }
  }

  static void unread(Sql sql, long id, String why) {
    clear(sql, id);
    sql.update("UPDATE document SET hash = '', state = 'unread', note = ? WHERE id = ?", why, id);
  }

  static void drop(Sql sql, long id) {
    clear(sql, id);
    sql.update("DELETE FROM document WHERE id = ?", id);
  }

  /// Takes the words of a text out. With `secure_delete` on, nothing of them stays in the file.
  private static void clear(Sql sql, long id) {
    sql.update(
        """
        INSERT INTO piece_fts(piece_fts, rowid, text, title, place)
        SELECT 'delete', id, text, title, place FROM piece_words
        WHERE id IN (SELECT id FROM piece WHERE document = ?)\
        """,
        id);
    sql.update("DELETE FROM piece WHERE document = ?", id);
  }

  /// Texts in folders that a walk did not come through.
  static List<Long> passed(Reader reader, long root, long walk, int limit) {
    return reader.query(
        """
        SELECT d.id FROM document d JOIN folder f ON f.id = d.folder
        WHERE f.root = ? AND f.walk <> ? LIMIT ?\
        """,
        row -> row.integer("id"),
        root,
        walk,
        limit);
  }

  static void dropFolders(Sql sql, long root, long walk) {
    sql.update("DELETE FROM folder WHERE root = ? AND walk <> ?", root, walk);
  }

  static void dropRoot(Sql sql, long root) {
    sql.update("DELETE FROM root WHERE id = ?", root);
  }

  /// Texts of which not everything is found.
  ///
  /// @param note what of them is
  record Cuts(long count, String note) {}

  static Optional<Cuts> cut(Reader reader, long root) {
    return reader
        .one(
            """
            SELECT count(*) AS n, max(d.note) AS note
            FROM document d JOIN folder f ON f.id = d.folder
            WHERE d.state = 'read' AND d.note <> '' AND f.root = ?\
            """,
            row -> new Cuts(row.integer("n"), row.maybeText("note").orElse("")),
            root)
        .filter(cuts -> cuts.count() > 0);
  }

  static IndexState state(Reader reader) {
    return reader
        .one(
            """
            SELECT (SELECT count(*) FROM document WHERE state = 'read') AS read,
              (SELECT count(*) FROM document WHERE state = 'waiting') AS waiting,
              (SELECT count(*) FROM document WHERE state = 'unread') AS unread,
              (SELECT count(*) FROM piece) AS pieces\
            """,
            row ->
                new IndexState(
                    row.integer("read"),
                    row.integer("pieces"),
                    row.integer("waiting"),
                    row.integer("unread"),
                    0))
        .orElse(IndexState.NONE);
  }

  /// The pieces of these rows, as far as they are there.
  static List<Near<IndexHit>> near(Reader reader, List<Near<Long>> rows) {
    List<Near<IndexHit>> hits = new ArrayList<>();
    for (Near<Long> near : rows) {
      reader
          .one(
              """
              SELECT f.path, d.name, d.title, d.modified, d.lined, p.first, p.last,
                p.text AS snippet
              FROM piece p JOIN document d ON d.id = p.document JOIN folder f ON f.id = d.folder
              WHERE p.id = ?\
              """,
              DocumentRows::hit,
              near.found())
          .ifPresent(hit -> hits.add(near.as(hit)));
    }
    return hits;
  }

  private static IndexHit hit(Row row) {
    return new IndexHit(
        row.text("path"),
        row.text("name"),
        WordBreaks.unmark(row.text("title")),
        Instant.ofEpochMilli(row.integer("modified")),
        row.integer("lined") == 1,
        (int) row.integer("first"),
        (int) row.integer("last"),
        Cut.brief(WordBreaks.unmark(row.text("snippet")).strip(), MAX_SNIPPET_CHARS));
  }

  /// The pieces of an index, as a search asks them.
  record Pieces(Reader reader, Period period, int limit) implements IndexSearch.Rows<IndexHit> {
    @Override
    public long nth(String match, int count) {
      return reader
          .one(
              """
              SELECT rowid AS id FROM piece_fts WHERE piece_fts MATCH ?
              ORDER BY rowid DESC LIMIT 1 OFFSET ?\
              """,
              row -> row.integer("id"),
              match,
              count)
          .orElse(0L);
    }

    @Override
    public long matches(String match, int most) {
      return reader
          .one(
              """
              SELECT count(*) AS n FROM (
                SELECT 1 FROM piece_fts WHERE piece_fts MATCH ? LIMIT ?)\
              """,
              row -> row.integer("n"),
              match,
              most)
          .orElse(0L);
    }

    @Override
    public List<IndexHit> ranked(String match, long floor) {
      return reader.query(
          """
          SELECT f.path, d.name, d.title, d.modified, d.lined, p.first, p.last,
            snippet(piece_fts, 0, '', '', '…', ?) AS snippet
          FROM piece_fts JOIN piece p ON p.id = piece_fts.rowid
            JOIN document d ON d.id = p.document JOIN folder f ON f.id = d.folder
          WHERE piece_fts MATCH ? AND piece_fts.rowid > ? AND d.modified >= ? AND d.modified < ?
          ORDER BY piece_fts.rank LIMIT ?\
          """,
          DocumentRows::hit,
          SNIPPET_WORDS,
          match,
          floor,
          period.sinceMillis(),
          period.untilMillis(),
          limit);
    }
  }
}
