package alpi.daemon.context.memory;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.MemoryId;
import alpi.daemon.journal.Sql;
import alpi.daemon.session.WordBreaks;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Changes of the memory's tables. A change of a text goes through its index in the same
/// transaction, so that neither ever holds what the other does not.
final class MemoryChanges {
  /// Most ids of memories that are no more that are known as such; the oldest are given up.
  static final int MAX_GONE = 10_000;

  /// Most texts that are refused without asking again.
  static final int MAX_REFUSED = 10_000;

  private MemoryChanges() {}

  /// What stands for a text among those that say the same.
  static String same(String text) {
    return Sha256.of(Words.folded(text).getBytes(StandardCharsets.UTF_8)).hex();
  }

  /// Adds a memory, with its names and its relation.
  ///
  /// @param chain the first version of it
  static void add(Sql sql, Remembered it, MemoryId chain) {
    String words = WordBreaks.mark(it.text());
    sql.update(
        """
        INSERT INTO memory(id, chain, lane, state, text, words, same, confidence, sources, private,
          admitted, actor, session, run, captured, reinforced, uses, expires, pinned, replaces)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        it.id().value(),
        chain.value(),
        it.lane().wire(),
        it.standing().wire(),
        it.text(),
        words,
        same(it.text()),
        it.confidence(),
        MemoryRows.sources(it.came()),
        it.came().privateData() ? 1 : 0,
        it.admitted().map(Instant::toEpochMilli),
        it.origin().actor().value(),
        it.origin().session().map(Object::toString),
        it.origin().run().map(Object::toString),
        it.captured().toEpochMilli(),
        it.reinforced().toEpochMilli(),
        it.uses(),
        it.expires().map(Instant::toEpochMilli),
        it.pinned() ? 1 : 0,
        it.replaces().map(Object::toString));
    long n = number(sql, it.id());
    sql.update("INSERT INTO memory_fts(rowid, words) VALUES (?, ?)", n, words);
    it.claim().ifPresent(claim -> relate(sql, n, claim));
    for (String name : it.names()) {
      sql.update(
          "INSERT OR IGNORE INTO mention(memory, entity) VALUES (?, ?)", n, entity(sql, name));
    }
  }

  private static void relate(Sql sql, long n, Claim claim) {
    sql.update(
        """
        INSERT INTO relation(memory, subject, attribute, attribute_folded, value, value_folded,
          both)
        VALUES (?, ?, ?, ?, ?, ?, 0)\
        """,
        n,
        entity(sql, claim.subject()),
        claim.attribute(),
        Words.folded(claim.attribute()),
        claim.value(),
        Words.folded(claim.value()));
  }

  private static long entity(Sql sql, String name) {
    String folded = Words.folded(name);
    sql.update("INSERT OR IGNORE INTO entity(name, folded) VALUES (?, ?)", name, folded);
    return sql.one("SELECT id FROM entity WHERE folded = ?", row -> row.integer("id"), folded)
        .orElseThrow();
  }

  static void standing(Sql sql, MemoryId id, Standing standing) {
    sql.update("UPDATE memory SET state = ? WHERE id = ?", standing.wire(), id.value());
  }

  /// Notes that a memory was said again. A clock that went back makes nothing older.
  static void reinforce(
      Sql sql, MemoryId id, Instant now, double confidence, Optional<Instant> expires) {
    sql.update(
        """
        UPDATE memory SET uses = min(uses + 1, 1000000000), reinforced = max(reinforced, ?),
          confidence = max(confidence, ?),
          expires = CASE WHEN expires IS NULL THEN NULL ELSE max(expires, coalesce(?, expires)) END
        WHERE id = ?\
        """,
        now.toEpochMilli(),
        confidence,
        expires.map(Instant::toEpochMilli),
        id.value());
  }

  static void admit(Sql sql, MemoryId id, Instant now, Optional<Instant> expires) {
    sql.update(
        "UPDATE memory SET state = 'live', admitted = ?, expires = ? WHERE id = ?",
        now.toEpochMilli(),
        expires.map(Instant::toEpochMilli),
        id.value());
  }

  /// Makes a memory a version of another.
  static void chain(Sql sql, MemoryId id, MemoryId chain) {
    sql.update("UPDATE memory SET chain = ? WHERE id = ?", chain.value(), id.value());
  }

  static void tune(Sql sql, MemoryId id, boolean pinned, Optional<Instant> expires, Lane lane) {
    sql.update(
        "UPDATE memory SET pinned = ?, expires = ?, lane = ? WHERE id = ?",
        pinned ? 1 : 0,
        expires.map(Instant::toEpochMilli),
        lane.wire(),
        id.value());
  }

  /// Says of memories that disagree that they hold side by side.
  static void both(Sql sql, List<MemoryId> ids) {
    for (MemoryId id : ids) {
      sql.update(
          "UPDATE relation SET both = 1 WHERE memory = (SELECT n FROM memory WHERE id = ?)",
          id.value());
    }
  }

  /// Takes a memory out, with its words in the index, its relation and names that nothing else
  /// speaks of.
  static void remove(Sql sql, MemoryId id, Instant now, String why) {
    sql.update(
        """
        INSERT INTO memory_fts(memory_fts, rowid, words)
        SELECT 'delete', n, words FROM memory WHERE id = ?\
        """,
        id.value());
    List<Long> names = names(sql, id);
    sql.update("DELETE FROM memory WHERE id = ?", id.value());
    for (long name : names) {
      sql.update(
          """
          DELETE FROM entity WHERE id = ?
            AND NOT EXISTS (SELECT 1 FROM mention WHERE entity = entity.id)
            AND NOT EXISTS (SELECT 1 FROM relation WHERE subject = entity.id)\
          """,
          name);
    }
    sql.update(
        "INSERT OR REPLACE INTO gone(id, at, why) VALUES (?, ?, ?)",
        id.value(),
        now.toEpochMilli(),
        why);
    sql.update("DELETE FROM gone WHERE n <= (SELECT max(n) FROM gone) - ?", MAX_GONE);
  }

  private static List<Long> names(Sql sql, MemoryId id) {
    return sql.query(
        """
        SELECT entity FROM mention WHERE memory = (SELECT n FROM memory WHERE id = ?1)
        UNION SELECT subject FROM relation WHERE memory = (SELECT n FROM memory WHERE id = ?1)\
        """,
        row -> row.integer("entity"),
        id.value());
  }

  /// Merges the whole index, so that no part of it keeps words of what was taken out.
  static void tidy(Sql sql) {
    sql.update("INSERT INTO memory_fts(memory_fts) VALUES('optimize')");
  }

  static void refuse(Sql sql, byte[] mark) {
    sql.update("INSERT OR IGNORE INTO refused(mark) VALUES (?)", mark);
    sql.update("DELETE FROM refused WHERE n <= (SELECT max(n) FROM refused) - ?", MAX_REFUSED);
  }

  static void salt(Sql sql, byte[] fresh) {
    sql.update("INSERT OR IGNORE INTO salt(n, value) VALUES (1, ?)", fresh);
  }

  /// Makes this connection overwrite what it deletes.
  static void secure(Sql sql) {
    sql.one("PRAGMA secure_delete = ON", row -> row.integer("secure_delete"));
  }

  private static long number(Sql sql, MemoryId id) {
    return sql.one("SELECT n FROM memory WHERE id = ?", row -> row.integer("n"), id.value())
        .orElseThrow();
  }
}
