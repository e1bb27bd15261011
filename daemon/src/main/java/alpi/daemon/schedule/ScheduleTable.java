package alpi.daemon.schedule;

import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ScheduleId;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Row;
import alpi.daemon.journal.Sql;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.AuthorityJson;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/// The statements of the table `schedule`.
final class ScheduleTable {
  private ScheduleTable() {}

  static List<Schedule> all(Reader reader) {
    return reader.query("SELECT * FROM schedule ORDER BY id", ScheduleTable::read);
  }

  static Optional<Schedule> find(Reader reader, ScheduleId id) {
    return reader.one("SELECT * FROM schedule WHERE id = ?", ScheduleTable::read, id.value());
  }

  static Optional<Schedule> named(Reader reader, String name) {
    return reader.one("SELECT * FROM schedule WHERE name = ?", ScheduleTable::read, name);
  }

  static void insert(Sql sql, Schedule one) {
    Schedule.Options options = one.options();
    sql.update(
        """
        INSERT INTO schedule (id, name, prompt, kind, spec, zone, overlap, catch_up, workspace,
                              model, max_usd, max_steps, timeout_ms, creator, authority,
                              created_ms, cursor_ms, stamp)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        one.id().value(),
        one.name(),
        one.prompt(),
        one.trigger().kind(),
        one.trigger().spec(),
        one.zone().getId(),
        one.overlap().wire(),
        one.catchUp().wire(),
        one.workspace().toString(),
        options.model(),
        options.maxUsd().map(BigDecimal::toPlainString),
        options.maxSteps().isPresent()
            ? Optional.of((long) options.maxSteps().getAsInt())
            : Optional.empty(),
        options.timeout().map(Duration::toMillis),
        one.creator().value(),
        authority(one.authority()),
        one.created().toEpochMilli(),
        one.cursor().toEpochMilli(),
        one.stamp());
  }

  /// All but its id.
  static void change(Sql sql, Schedule one) {
    remove(sql, one.id());
    insert(sql, one);
    one.paused().ifPresent(since -> pause(sql, one.id(), since));
  }

  static boolean pause(Sql sql, ScheduleId id, Instant now) {
    return sql.update(
            "UPDATE schedule SET paused_ms = ? WHERE id = ? AND paused_ms IS NULL",
            now.toEpochMilli(),
            id.value())
        == 1;
  }

  /// What passed meanwhile is not caught up with.
  static boolean resume(Sql sql, ScheduleId id, Instant now, Optional<String> stamp) {
    return sql.update(
            "UPDATE schedule SET paused_ms = NULL, cursor_ms = ?, stamp = ?"
                + " WHERE id = ? AND paused_ms IS NOT NULL",
            now.toEpochMilli(),
            stamp,
            id.value())
        == 1;
  }

  static void cursor(Sql sql, ScheduleId id, Instant to) {
    sql.update("UPDATE schedule SET cursor_ms = ? WHERE id = ?", to.toEpochMilli(), id.value());
  }

  static void stamp(Sql sql, ScheduleId id, String stamp) {
    sql.update("UPDATE schedule SET stamp = ? WHERE id = ?", stamp, id.value());
  }

  static boolean remove(Sql sql, ScheduleId id) {
    return sql.update("DELETE FROM schedule WHERE id = ?", id.value()) == 1;
  }

  private static Schedule read(Row row) {
    return new Schedule(
        new ScheduleId(row.text("id")),
        row.text("name"),
        row.text("prompt"),
        Trigger.of(row.text("kind"), row.text("spec")),
        ZoneId.of(row.text("zone")),
        Overlap.ofWire(row.text("overlap")).orElseThrow(),
        CatchUp.ofWire(row.text("catch_up")).orElseThrow(),
        Path.of(row.text("workspace")),
        new Schedule.Options(
            row.maybeText("model"),
            row.maybeText("max_usd").map(BigDecimal::new),
            steps(row.maybeInteger("max_steps")),
            millis(row.maybeInteger("timeout_ms")).map(Duration::ofMillis)),
        new Actor(row.text("creator")),
        authority(row.text("authority")),
        Instant.ofEpochMilli(row.integer("created_ms")),
        millis(row.maybeInteger("paused_ms")).map(Instant::ofEpochMilli),
        Instant.ofEpochMilli(row.integer("cursor_ms")),
        row.maybeText("stamp"));
  }

  private static OptionalInt steps(OptionalLong value) {
    return value.isPresent()
        ? OptionalInt.of(Math.toIntExact(value.getAsLong()))
        : OptionalInt.empty();
  }

  private static Optional<Long> millis(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  private static String authority(Authority authority) {
    ObjectNode node = Json.object();
    AuthorityJson.write(node, authority);
    return Json.text(node);
  }

  /// What cannot be read allows nothing.
  private static Authority authority(String text) {
    return Json.parse(text) instanceof ObjectNode node
        ? AuthorityJson.read(node)
        : Authority.NOTHING;
  }
}
