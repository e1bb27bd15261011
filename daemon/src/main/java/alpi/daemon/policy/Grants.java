package alpi.daemon.policy;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.GrantId;
import alpi.daemon.base.Ids;
import alpi.daemon.base.SessionId;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Row;
import alpi.daemon.journal.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/// The permissions of a profile, kept in its journal together with the events that tell of them.
///
/// How long a grant still holds is counted on the clock that only moves forward from the moment
/// this process first saw it: setting the wall clock prolongs nothing.
public final class Grants {
  public static final Duration DEFAULT_TTL = Duration.ofHours(1);
  public static final Duration MIN_TTL = Duration.ofSeconds(1);
  public static final Duration MAX_TTL = Duration.ofDays(90);

  /// How long consent for a conversation holds at most.
  public static final Duration SESSION_TTL = Duration.ofHours(24);

  /// Most grants that a profile holds at once.
  public static final int MAX_LIVE = 10_000;

  private static final String COLUMNS =
      "id, session, capability, scope, below, issued_ms, expires_ms, uses_left, reason, issued_by";

  private final Journal journal;
  private final Ids ids;
  private final Time time;

  /// When each grant ends, in nanoseconds of the monotonic clock.
  private final Map<GrantId, Long> ends = new ConcurrentHashMap<>();

  public Grants(Journal journal, Ids ids, Time time) {
    this.journal = journal;
    this.ids = ids;
    this.time = time;
  }

  /// Gives a permission.
  ///
  /// @param session the only conversation it is for; empty for the whole profile
  /// @param ttl brought into [#MIN_TTL] to [#MAX_TTL]
  /// @throws Problem `invalid_params` for a scope that covers too much; `forbidden` for an actor
  ///   that may not give permissions; `queue_full`
  public Grant issue(
      Optional<SessionId> session,
      Capability capability,
      Scope scope,
      Duration ttl,
      OptionalLong uses,
      String reason,
      Actor actor) {
    scope.check(capability);
    if (!actor.value().startsWith("local:") && !actor.value().startsWith("device:")) {
      throw Problem.of(ErrorCode.FORBIDDEN, "Only the owner gives permissions.");
    }
    if (uses.isPresent() && uses.getAsLong() < 1) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "A permission is good for at least one use.");
    }
    Instant now = time.now();
    Duration held = clamp(ttl);
    var grant =
        new Grant(
            ids.grant(),
            session,
            capability,
            scope,
            now,
            now.plus(held),
            uses,
            DisplayText.shown(reason, ApprovalRequest.MAX_SUMMARY_CHARS),
            actor);
    journal.transact(tx -> insert(tx, grant, now));
    ends.put(grant.id(), time.nanos() + held.toNanos());
    return grant;
  }

  private static Duration clamp(Duration ttl) {
    if (ttl.compareTo(MIN_TTL) < 0) {
      return MIN_TTL;
    }
    return ttl.compareTo(MAX_TTL) > 0 ? MAX_TTL : ttl;
  }

  private static boolean insert(Tx tx, Grant grant, Instant now) {
    long held =
        tx.one(
                "SELECT count(*) AS n FROM grants WHERE revoked_ms IS NULL AND expired_ms IS NULL"
                    + " AND (uses_left IS NULL OR uses_left > 0) AND expires_ms > ?",
                r -> r.integer("n"),
                now.toEpochMilli())
            .orElse(0L);
    if (held >= MAX_LIVE) {
      throw Problem.of(
          ErrorCode.QUEUE_FULL, "There are too many permissions.", "Revoke some of them.");
    }
    tx.update(
        "INSERT INTO grants(" + COLUMNS + ") VALUES (?,?,?,?,?,?,?,?,?,?)",
        grant.id().value(),
        grant.session().map(SessionId::value),
        grant.capability().wire(),
        grant.scope().value(),
        grant.scope().below() ? 1 : 0,
        grant.issued().toEpochMilli(),
        grant.expires().toEpochMilli(),
        grant.usesLeft().isPresent() ? Optional.of(grant.usesLeft().getAsLong()) : Optional.empty(),
        grant.reason(),
        grant.issuedBy().value());
    tx.append(
        draft(EventKind.GRANT_ISSUED, grant.issuedBy(), grant.id())
            .in(grant.session())
            .with("capability", grant.capability().wire())
            .with("expires", grant.expires().toString()));
    return true;
  }

  /// Keeps the owner's consent for later calls. Gives nothing for a choice that is not to be kept,
  /// nor for anything that may not be remembered.
  public List<Grant> remember(
      Choice choice, SessionId session, List<Access> accesses, Actor actor) {
    if (choice != Choice.SESSION && choice != Choice.ALWAYS) {
      return List.of();
    }
    boolean forSession = choice == Choice.SESSION;
    return accesses.stream()
        .filter(access -> access.rememberable() && access.tier() != Tier.DANGEROUS)
        .filter(access -> access.effect() || access.tier() == Tier.CAUTION)
        .map(access ->
            issue(
                forSession ? Optional.of(session) : Optional.empty(),
                access.capability(),
                Scope.exact(access.target()),
                forSession ? SESSION_TTL : MAX_TTL,
                OptionalLong.empty(),
                "the owner chose " + choice.wire(),
                actor))
        .toList();
  }

  /// The grants that hold now in this conversation: its own and the profile's.
  public List<Grant> live(SessionId session) {
    return live().stream().filter(g -> g.session().map(session::equals).orElse(true)).toList();
  }

  /// All grants that hold now.
  public List<Grant> live() {
    return journal
        .query(
            "SELECT "
                + COLUMNS
                + " FROM grants WHERE revoked_ms IS NULL AND expired_ms IS NULL"
                + " AND (uses_left IS NULL OR uses_left > 0) ORDER BY id",
            Grants::grant)
        .stream()
        .filter(this::holds)
        .toList();
  }

  private boolean holds(Grant grant) {
    long left = Duration.between(time.now(), grant.expires()).toNanos();
    long end = ends.computeIfAbsent(grant.id(), _ -> time.nanos() + left);
    return end - time.nanos() > 0;
  }

  /// Counts one use of each grant, in the caller's transaction.
  ///
  /// @throws Problem `need_grant` when one of them no longer holds
  public void use(Tx tx, List<GrantId> used, Actor actor) {
    for (GrantId id : used) {
      int changed =
          tx.update(
              "UPDATE grants SET uses_left = uses_left - 1 WHERE id = ? AND revoked_ms IS NULL"
                  + " AND expired_ms IS NULL AND (uses_left IS NULL OR uses_left > 0)",
              id.value());
      Long end = ends.get(id);
      if (changed == 0 || (end != null && end - time.nanos() <= 0)) {
        throw Problem.of(ErrorCode.NEED_GRANT, "The permission for this no longer holds.");
      }
      tx.append(draft(EventKind.GRANT_USED, actor, id));
    }
  }

  /// Counts one use of each grant.
  public void use(List<GrantId> used, Actor actor) {
    if (!used.isEmpty()) {
      journal.transact(tx -> {
        use(tx, used, actor);
        return true;
      });
    }
  }

  /// Takes a permission back at once.
  ///
  /// @throws Problem `not_found`
  public void revoke(GrantId id, Actor actor) {
    journal.transact(tx -> {
      int changed =
          tx.update(
              "UPDATE grants SET revoked_ms = ?, revoked_by = ?"
                  + " WHERE id = ? AND revoked_ms IS NULL",
              time.now().toEpochMilli(),
              actor.value(),
              id.value());
      if (changed == 0) {
        throw Problem.of(ErrorCode.NOT_FOUND, "There is no such permission.");
      }
      tx.append(draft(EventKind.GRANT_REVOKED, actor, id));
      return true;
    });
  }

  /// Takes back everything given for a conversation that has ended.
  public void endSession(SessionId session, Actor actor) {
    for (Grant grant : live()) {
      if (grant.session().map(session::equals).orElse(false)) {
        revoke(grant.id(), actor);
      }
    }
  }

  /// Records which grants have run out. Whether one holds never depends on this.
  ///
  /// @return how many
  public int sweep() {
    List<Grant> over =
        journal
            .query(
                "SELECT "
                    + COLUMNS
                    + " FROM grants WHERE revoked_ms IS NULL AND expired_ms IS NULL",
                Grants::grant)
            .stream()
            .filter(grant -> !holds(grant))
            .toList();
    for (Grant grant : over) {
      journal.transact(tx -> {
        tx.update(
            "UPDATE grants SET expired_ms = ? WHERE id = ?",
            time.now().toEpochMilli(),
            grant.id().value());
        tx.append(draft(EventKind.GRANT_EXPIRED, Actor.SYSTEM, grant.id()));
        return true;
      });
      ends.remove(grant.id());
    }
    return over.size();
  }

  private static Draft draft(EventKind kind, Actor actor, GrantId id) {
    return Draft.of(kind, actor).with("grant", id.value());
  }

  private static Grant grant(Row row) {
    return new Grant(
        new GrantId(row.text("id")),
        row.maybeText("session").map(SessionId::new),
        Capability.valueOf(row.text("capability").toUpperCase(Locale.ROOT).replace(':', '_')),
        new Scope(row.text("scope"), row.integer("below") == 1),
        Instant.ofEpochMilli(row.integer("issued_ms")),
        Instant.ofEpochMilli(row.integer("expires_ms")),
        row.maybeInteger("uses_left"),
        row.text("reason"),
        new Actor(row.text("issued_by")));
  }
}
