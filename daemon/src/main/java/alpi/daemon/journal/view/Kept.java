package alpi.daemon.journal.view;

import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Row;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A document as it was at one event, kept so that not all of the record has to be folded again.
/// State, and no record: without it the same document is folded from the first event on.
///
/// @param link the hash of the event with number `seq`
record Kept(long seq, Sha256 link, long rev, Mark mark, ObjectNode document) {
  /// The newest one of a view, if it belongs to this fold and this journal.
  static Optional<Kept> find(Journal journal, View view) {
    return journal
        .query(
            """
            SELECT k.seq, k.link, k.rev, k.mark, k.document FROM view_kept k
            JOIN ev e ON e.seq = k.seq AND e.hash = k.link
            WHERE k.view = ? AND k.version = ?\
            """,
            Kept::read,
            view.id(),
            view.version())
        .stream()
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Kept> read(Row row) {
    JsonNode document = Json.parse(row.text("document"));
    return document instanceof ObjectNode object
        ? Optional.of(
            new Kept(
                row.integer("seq"),
                Sha256.ofDigest(row.bytes("link")),
                row.integer("rev"),
                new Mark(row.text("mark")),
                object))
        : Optional.empty();
  }

  void write(Journal journal, View view) {
    int _ =
        journal.transact(tx ->
            tx.update(
                """
                INSERT INTO view_kept (view, version, seq, link, rev, mark, document)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (view) DO UPDATE SET version = excluded.version, seq = excluded.seq,
                  link = excluded.link, rev = excluded.rev, mark = excluded.mark,
                  document = excluded.document\
                """,
                view.id(),
                view.version(),
                seq,
                link.bytes(),
                rev,
                mark.text(),
                Json.text(document)));
  }
}
