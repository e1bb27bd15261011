package alpi.daemon.schedule;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.daemon.base.JobId;
import alpi.daemon.base.OutputId;
import alpi.daemon.base.ScheduleId;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Row;
import alpi.daemon.journal.Sql;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The statements of the table `output`.
final class OutputTable {
  private OutputTable() {}

  /// @return whether its source was not filed before
  static boolean put(Sql sql, OutputId id, NewOutput one, Optional<BlobRef> text, Instant now) {
    return sql.update(
            """
            INSERT INTO output (id, at_ms, kind, title, source, schedule, run, session, state, code,
                                message, usd, sha, bytes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source) DO NOTHING\
            """,
            id.value(),
            now.toEpochMilli(),
            one.kind().wire(),
            one.title(),
            one.source(),
            one.schedule().map(ScheduleId::value),
            one.run().map(JobId::value),
            one.session().map(SessionId::value),
            one.state(),
            one.code(),
            one.message(),
            one.usd().map(BigDecimal::toPlainString),
            text.map(blob -> blob.hash().hex()),
            text.map(BlobRef::bytes).orElse(0L))
        == 1;
  }

  static Optional<Output> find(Reader reader, OutputId id) {
    return reader.one("SELECT * FROM output WHERE id = ?", OutputTable::read, id.value());
  }

  static boolean filed(Reader reader, String source) {
    return reader
        .one("SELECT 1 AS one FROM output WHERE source = ?", row -> row.integer("one"), source)
        .isPresent();
  }

  /// Newest first.
  static List<Output> list(Reader reader, boolean unread, int limit) {
    return reader.query(
        "SELECT * FROM output "
            + (unread ? "WHERE read_ms IS NULL " : "")
            + "ORDER BY id DESC LIMIT ?",
        OutputTable::read,
        limit);
  }

  static long unread(Reader reader) {
    return reader
        .one("SELECT count(*) AS n FROM output WHERE read_ms IS NULL", row -> row.integer("n"))
        .orElse(0L);
  }

  static boolean markRead(Sql sql, OutputId id, Instant now) {
    return sql.update(
            "UPDATE output SET read_ms = ? WHERE id = ? AND read_ms IS NULL",
            now.toEpochMilli(),
            id.value())
        == 1;
  }

  static int markAllRead(Sql sql, Instant now) {
    return sql.update("UPDATE output SET read_ms = ? WHERE read_ms IS NULL", now.toEpochMilli());
  }

  static boolean remove(Sql sql, OutputId id) {
    return sql.update("DELETE FROM output WHERE id = ?", id.value()) == 1;
  }

  /// Those beyond the newest `kept`.
  static List<OutputId> beyond(Reader reader, int kept) {
    return reader.query(
        "SELECT id FROM output ORDER BY id DESC LIMIT 100 OFFSET ?",
        row -> new OutputId(row.text("id")),
        kept);
  }

  private static Output read(Row row) {
    OptionalLong read = row.maybeInteger("read_ms");
    return new Output(
        new OutputId(row.text("id")),
        Instant.ofEpochMilli(row.integer("at_ms")),
        Output.Kind.ofWire(row.text("kind")).orElseThrow(),
        row.text("title"),
        row.maybeText("schedule").map(ScheduleId::new),
        row.maybeText("run").map(JobId::new),
        row.maybeText("session").map(SessionId::new),
        row.text("state"),
        row.maybeText("code"),
        row.maybeText("message"),
        row.maybeText("usd").map(BigDecimal::new),
        row.maybeText("sha").map(Sha256::new),
        row.integer("bytes"),
        read.isPresent() ? Optional.of(Instant.ofEpochMilli(read.getAsLong())) : Optional.empty());
  }
}
