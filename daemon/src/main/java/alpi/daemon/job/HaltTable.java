package alpi.daemon.job;

import alpi.daemon.base.Actor;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Sql;
import java.time.Instant;
import java.util.Optional;

/// The statements of the table `halt`, which holds one row or none.
final class HaltTable {
  private HaltTable() {}

  static Optional<Halt> find(Reader reader) {
    return reader.one(
        "SELECT reason, by_actor, at_ms, machine FROM halt",
        row ->
            new Halt(
                row.text("reason"),
                new Actor(row.text("by_actor")),
                Instant.ofEpochMilli(row.integer("at_ms")),
                row.integer("machine") == 1));
  }

  static void put(Sql sql, Halt halt) {
    sql.update(
        "INSERT OR REPLACE INTO halt (id, reason, by_actor, at_ms, machine) VALUES (1, ?, ?, ?, ?)",
        halt.reason(),
        halt.by().value(),
        halt.at().toEpochMilli(),
        halt.machine() ? 1L : 0L);
  }

  static boolean lift(Sql sql) {
    return sql.update("DELETE FROM halt") == 1;
  }
}
