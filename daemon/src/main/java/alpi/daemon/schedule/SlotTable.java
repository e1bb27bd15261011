package alpi.daemon.schedule;

import alpi.daemon.base.JobId;
import alpi.daemon.base.ScheduleId;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Row;
import alpi.daemon.journal.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The statements of the table `slot`. A moment is put down once; whoever puts it down again
/// changes nothing.
final class SlotTable {
  private SlotTable() {}

  /// @return whether the moment was not known yet
  static boolean put(Sql sql, Slot slot, Instant now) {
    return sql.update(
            """
            INSERT INTO slot (schedule, at_ms, state, cause, reason, until_ms, count, noted_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (schedule, at_ms) DO NOTHING\
            """,
            slot.schedule().value(),
            slot.at().toEpochMilli(),
            slot.state().wire(),
            slot.cause(),
            slot.reason(),
            slot.until().toEpochMilli(),
            (long) slot.count(),
            now.toEpochMilli())
        == 1;
  }

  /// Moves a slot from the state it is known in.
  ///
  /// @return whether it still was there
  static boolean move(
      Sql sql, Slot slot, Slot.State to, Optional<JobId> job, Optional<String> reason) {
    return sql.update(
            """
            UPDATE slot SET state = ?, job = coalesce(?, job), reason = ?
            WHERE schedule = ? AND at_ms = ? AND state = ?\
            """,
            to.wire(),
            job.map(JobId::value),
            reason,
            slot.schedule().value(),
            slot.at().toEpochMilli(),
            slot.state().wire())
        == 1;
  }

  /// Those whose run is to be submitted or is not over, oldest first.
  static List<Slot> open(Reader reader) {
    return reader.query(
        "SELECT * FROM slot WHERE state IN ('due', 'fired') ORDER BY at_ms, schedule",
        SlotTable::read);
  }

  /// Newest first.
  static List<Slot> of(Reader reader, ScheduleId schedule, int limit) {
    return reader.query(
        "SELECT * FROM slot WHERE schedule = ? ORDER BY at_ms DESC LIMIT ?",
        SlotTable::read,
        schedule.value(),
        limit);
  }

  /// Forgets what is over and older than `before`.
  static int sweep(Sql sql, Instant before) {
    return sql.update(
        "DELETE FROM slot WHERE state NOT IN ('due', 'fired') AND until_ms < ?",
        before.toEpochMilli());
  }

  private static Slot read(Row row) {
    return new Slot(
        new ScheduleId(row.text("schedule")),
        Instant.ofEpochMilli(row.integer("at_ms")),
        Slot.State.ofWire(row.text("state")).orElseThrow(),
        row.text("cause"),
        row.maybeText("job").map(JobId::new),
        row.maybeText("reason"),
        Instant.ofEpochMilli(row.integer("until_ms")),
        Math.toIntExact(row.integer("count")));
  }
}
