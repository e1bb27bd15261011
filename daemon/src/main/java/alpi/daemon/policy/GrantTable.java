package alpi.daemon.policy;

import alpi.daemon.base.Actor;
import alpi.daemon.base.GrantId;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Row;
import alpi.daemon.journal.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The rows of grants.
final class GrantTable {
  private static final String COLUMNS =
      "id, session, job, capability, scope, below, issued_ms, expires_ms, uses_left, budget_unit,"
          + " budget_left, reason, issued_by";

  /// What still holds, as far as the row tells.
  static final String OPEN =
      "revoked_ms IS NULL AND expired_ms IS NULL AND (uses_left IS NULL OR uses_left > 0)"
          + " AND (budget_left IS NULL OR budget_left > 0)";

  private GrantTable() {}

  static long open(Tx tx, Instant now) {
    return tx.one(
            "SELECT count(*) AS n FROM grants WHERE " + OPEN + " AND expires_ms > ?",
            r -> r.integer("n"),
            now.toEpochMilli())
        .orElse(0L);
  }

  static void insert(Tx tx, Grant grant) {
    tx.update(
        "INSERT INTO grants(" + COLUMNS + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        grant.id().value(),
        grant.session().map(SessionId::value),
        grant.job().map(JobId::value),
        grant.capability().wire(),
        grant.scope().value(),
        grant.scope().below() ? 1 : 0,
        grant.issued().toEpochMilli(),
        grant.expires().toEpochMilli(),
        grant.usesLeft().isPresent() ? Optional.of(grant.usesLeft().getAsLong()) : Optional.empty(),
        grant.budget().map(budget -> budget.unit().wire()),
        grant.budget().map(GrantBudget::left),
        grant.reason(),
        grant.issuedBy().value());
  }

  static List<Grant> open(Journal journal) {
    return journal.query(
        "SELECT " + COLUMNS + " FROM grants WHERE " + OPEN + " ORDER BY id", GrantTable::grant);
  }

  /// What is neither revoked nor on record as run out.
  static List<Grant> unended(Journal journal) {
    return journal.query(
        "SELECT " + COLUMNS + " FROM grants WHERE revoked_ms IS NULL AND expired_ms IS NULL",
        GrantTable::grant);
  }

  static Optional<GrantRecord> find(Journal journal, GrantId id) {
    return journal
        .query(
            "SELECT " + COLUMNS + ", revoked_ms, revoked_by FROM grants WHERE id = ?",
            GrantTable::recorded,
            id.value())
        .stream()
        .findFirst();
  }

  static List<GrantRecord> latest(Journal journal, int limit) {
    return journal.query(
        "SELECT " + COLUMNS + ", revoked_ms, revoked_by FROM grants ORDER BY id DESC LIMIT ?",
        GrantTable::recorded,
        limit);
  }

  private static GrantRecord recorded(Row row) {
    OptionalLong revoked = row.maybeInteger("revoked_ms");
    return new GrantRecord(
        grant(row),
        revoked.isPresent()
            ? Optional.of(Instant.ofEpochMilli(revoked.getAsLong()))
            : Optional.empty(),
        row.maybeText("revoked_by").map(Actor::new));
  }

  private static Grant grant(Row row) {
    return new Grant(
        new GrantId(row.text("id")),
        row.maybeText("session").map(SessionId::new),
        row.maybeText("job").map(JobId::new),
        Capability.ofWire(row.text("capability")).orElseThrow(),
        new Scope(row.text("scope"), row.integer("below") == 1),
        Instant.ofEpochMilli(row.integer("issued_ms")),
        Instant.ofEpochMilli(row.integer("expires_ms")),
        row.maybeInteger("uses_left"),
        row.maybeText("budget_unit")
            .flatMap(GrantBudget.Unit::ofWire)
            .map(unit -> new GrantBudget(unit, row.integer("budget_left"))),
        row.text("reason"),
        new Actor(row.text("issued_by")));
  }
}
