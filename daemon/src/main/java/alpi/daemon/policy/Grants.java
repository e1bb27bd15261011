package alpi.daemon.policy;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.GrantId;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Tx;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// The permissions of a profile, kept in its journal together with the events that tell of them.
///
/// How long a grant still holds is counted on the clock that only moves forward from the moment
/// this process first saw it: setting the wall clock prolongs nothing. Whoever works under a grant
/// says so with [#hold] and is told the moment that it is taken back, has run out or is used up.
///
/// A row that was neither there when this process began nor given by it, or that says more than it
/// did, counts for nothing: a command with the owner's rights could have written it.
public final class Grants {
  public static final Duration DEFAULT_TTL = Duration.ofHours(1);
  public static final Duration MIN_TTL = Duration.ofSeconds(1);
  public static final Duration MAX_TTL = Duration.ofDays(90);

  /// How long consent for a conversation holds at most.
  public static final Duration SESSION_TTL = Duration.ofHours(24);

  /// Most grants that a profile holds at once.
  public static final int MAX_LIVE = 10_000;

  /// Longest list of past grants.
  public static final int MAX_LISTED = 1_000;

  private final Journal journal;
  private final Ids ids;
  private final Time time;
  private final GrantHolders holders = new GrantHolders();

  /// When each grant ends, in nanoseconds of the monotonic clock.
  private final Map<GrantId, Long> ends = new ConcurrentHashMap<>();

  /// The grants as they were given.
  private final Map<GrantId, Grant> given = new ConcurrentHashMap<>();

  public Grants(Journal journal, Ids ids, Time time) {
    this.journal = journal;
    this.ids = ids;
    this.time = time;
    GrantTable.unended(journal).forEach(grant -> given.put(grant.id(), grant));
  }

  /// Gives a permission.
  ///
  /// @throws Problem `invalid_params` for one that covers too much or nothing; `forbidden` for an
  ///   actor that may not give permissions; `queue_full`
  public Grant issue(GrantRequest wanted, Actor actor) {
    if (!actor.value().startsWith("local:") && !actor.value().startsWith("device:")) {
      throw Problem.of(ErrorCode.FORBIDDEN, "Only the owner gives permissions.");
    }
    wanted.check();
    Instant now = time.now();
    Duration held = clamp(wanted.ttl());
    var grant =
        new Grant(
            ids.grant(),
            wanted.session(),
            wanted.job(),
            wanted.capability(),
            wanted.scope(),
            now,
            now.plus(held),
            wanted.uses(),
            wanted.budget(),
            DisplayText.shown(wanted.reason(), ApprovalRequest.MAX_SUMMARY_CHARS),
            actor);
    journal.transact(tx -> insert(tx, grant, now));
    ends.put(grant.id(), time.nanos() + held.toNanos());
    given.put(grant.id(), grant);
    return grant;
  }

  /// Gives a permission that has no other bounds than time and uses.
  ///
  /// @throws Problem as above
  public Grant issue(
      Optional<SessionId> session,
      Capability capability,
      Scope scope,
      Duration ttl,
      OptionalLong uses,
      String reason,
      Actor actor) {
    return issue(
        GrantRequest.of(capability, scope, reason).in(session).lasting(ttl).times(uses), actor);
  }

  private static Duration clamp(Duration ttl) {
    if (ttl.compareTo(MIN_TTL) < 0) {
      return MIN_TTL;
    }
    return ttl.compareTo(MAX_TTL) > 0 ? MAX_TTL : ttl;
  }

  private static boolean insert(Tx tx, Grant grant, Instant now) {
    if (GrantTable.open(tx, now) >= MAX_LIVE) {
      throw Problem.of(
          ErrorCode.QUEUE_FULL, "There are too many permissions.", "Revoke some of them.");
    }
    GrantTable.insert(tx, grant);
    Draft draft =
        draft(EventKind.GRANT_ISSUED, grant.issuedBy(), grant.id())
            .in(grant.session())
            .with("capability", grant.capability().wire())
            .with("expires", grant.expires().toString());
    for (JobId job : grant.job().stream().toList()) {
      draft = draft.with("job", job.value());
    }
    if (grant.usesLeft().isPresent()) {
      draft = draft.with("uses", grant.usesLeft().getAsLong());
    }
    for (GrantBudget budget : grant.budget().stream().toList()) {
      draft = draft.with("unit", budget.unit().wire()).with("budget", budget.left());
    }
    tx.append(draft);
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
            GrantRequest.of(
                    access.capability(),
                    Scope.exact(access.target()),
                    "the owner chose " + choice.wire())
                .in(forSession ? Optional.of(session) : Optional.empty())
                .lasting(forSession ? SESSION_TTL : MAX_TTL))
        .map(wanted -> issue(wanted, actor))
        .toList();
  }

  /// The grants that hold now in this conversation: its own and the profile's.
  public List<Grant> live(SessionId session) {
    return live().stream().filter(g -> g.session().map(session::equals).orElse(true)).toList();
  }

  /// All grants that hold now.
  public List<Grant> live() {
    return GrantTable.open(journal).stream().filter(this::genuine).filter(this::holds).toList();
  }

  /// A grant that was given, whether or not it still holds.
  public Optional<GrantRecord> find(GrantId id) {
    return GrantTable.find(journal, id);
  }

  /// The grants given last, newest first.
  ///
  /// @param limit 1 to [#MAX_LISTED]; more is cut to that
  public List<GrantRecord> latest(int limit) {
    return GrantTable.latest(journal, Math.clamp(limit, 1, MAX_LISTED));
  }

  public GrantRecord.State state(GrantRecord record) {
    return record.state(holds(record.grant()));
  }

  private boolean genuine(Grant row) {
    Grant known = given.get(row.id());
    return known != null && known.grewInto(row);
  }

  private boolean holds(Grant grant) {
    return left(grant) > 0;
  }

  /// Nanoseconds until it ends.
  private long left(Grant grant) {
    long left = Duration.between(time.now(), grant.expires()).toNanos();
    return ends.computeIfAbsent(grant.id(), _ -> time.nanos() + left) - time.nanos();
  }

  /// Fires `holder` when one of these no longer holds; at once if that is so already. Close the
  /// result when the work under them is over.
  public Cancel.Registration hold(Collection<GrantId> used, Cancel holder) {
    Cancel.Registration held = holders.hold(used, holder);
    if (!used.isEmpty() && used.stream().anyMatch(this::ended)) {
      holder.fire();
    }
    return held;
  }

  private boolean ended(GrantId id) {
    return find(id).map(r -> r.revoked().isPresent() || !holds(r.grant())).orElse(true);
  }

  /// Tells those who work under grants whose time is over.
  ///
  /// @return how long until the next one's is; empty while nobody works under any
  Optional<Duration> lapse() {
    long next = Long.MAX_VALUE;
    for (GrantId id : holders.held()) {
      Long end = ends.get(id);
      long left = end == null ? Long.MAX_VALUE : end - time.nanos();
      if (left <= 0) {
        holders.ended(id);
      } else {
        next = Math.min(next, left);
      }
    }
    return next == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos(next));
  }

  /// Counts one use of each grant, in the caller's transaction.
  ///
  /// @throws Problem `need_grant` when one of them no longer holds
  public void use(Tx tx, List<GrantId> used, Actor actor) {
    for (GrantId id : used) {
      int changed =
          tx.update(
              "UPDATE grants SET uses_left = uses_left - 1 WHERE id = ? AND " + GrantTable.OPEN,
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

  /// The money that was granted to a run for its models; empty where none was. What is used up
  /// counts on, so that it bounds until it would have run out.
  public Optional<Purse> purse(SessionId session, JobId run) {
    List<Grant> covering =
        GrantTable.unended(journal).stream()
            .filter(grant -> genuine(grant) && holds(grant))
            .filter(grant -> grant.covers(Purse.MODELS, session, run))
            .toList();
    return covering.isEmpty() ? Optional.empty() : Optional.of(new Purse(covering));
  }

  /// Takes what a run spent on models from the money that was granted to it.
  public void pay(BigDecimal usd, SessionId session, JobId run) {
    purse(session, run)
        .ifPresent(purse ->
            purse
                .shares(usd)
                .forEach((id, share) ->
                    charge(
                        id, GrantBudget.Unit.MICRO_USD, share, Actor.job(run), Optional.of(run))));
  }

  /// Takes what was used up from those of these grants that have a budget of that unit. One with
  /// nothing left no longer holds, and whoever works under it is told.
  ///
  /// @param amount what was used since the last count; nothing is counted for none
  public void charge(Collection<GrantId> used, GrantBudget.Unit unit, long amount, Actor actor) {
    if (amount <= 0) {
      return;
    }
    used.forEach(id -> charge(id, unit, amount, actor, Optional.empty()));
  }

  private void charge(
      GrantId id, GrantBudget.Unit unit, long amount, Actor actor, Optional<JobId> run) {
    Draft fact = draft(EventKind.GRANT_USED, actor, id).with(unit.wire(), amount);
    boolean counted =
        journal.transact(tx -> {
          int changed =
              tx.update(
                  "UPDATE grants SET budget_left = max(0, budget_left - ?)"
                      + " WHERE id = ? AND budget_unit = ? AND budget_left > 0",
                  amount,
                  id.value(),
                  unit.wire());
          if (changed > 0) {
            tx.append(run.map(job -> fact.corr(job.value())).orElse(fact));
          }
          return changed > 0;
        });
    if (counted && find(id).map(this::state).equals(Optional.of(GrantRecord.State.EXHAUSTED))) {
      holders.ended(id);
    }
  }

  /// Takes a permission back at once; whoever works under it is told.
  ///
  /// @throws Problem `not_found`
  public void revoke(GrantId id, Actor actor) {
    revoke(id, actor, "taken back");
  }

  private void revoke(GrantId id, Actor actor, String why) {
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
      tx.append(draft(EventKind.GRANT_REVOKED, actor, id).with("reason", why));
      return true;
    });
    holders.ended(id);
  }

  /// Takes back everything given for a conversation that has ended.
  public void endSession(SessionId session, Actor actor) {
    revokeAll(g -> g.session().equals(Optional.of(session)), actor, "the conversation ended");
  }

  /// Takes back everything given for a job that has ended.
  public void endJob(JobId job, Actor actor) {
    revokeAll(g -> g.job().equals(Optional.of(job)), actor, "the job ended");
  }

  private void revokeAll(Predicate<Grant> which, Actor actor, String why) {
    for (Grant grant : live()) {
      if (which.test(grant)) {
        revoke(grant.id(), actor, why);
      }
    }
  }

  /// Records which grants have run out. Whether one holds never depends on this.
  ///
  /// @return how many
  public int sweep() {
    List<Grant> over = GrantTable.unended(journal).stream().filter(grant -> !holds(grant)).toList();
    for (Grant grant : over) {
      journal.transact(tx -> {
        tx.update(
            "UPDATE grants SET expired_ms = ? WHERE id = ?",
            time.now().toEpochMilli(),
            grant.id().value());
        tx.append(draft(EventKind.GRANT_EXPIRED, Actor.SYSTEM, grant.id()));
        return true;
      });
      holders.ended(grant.id());
      ends.remove(grant.id());
      given.remove(grant.id());
    }
    return over.size();
  }

  private static Draft draft(EventKind kind, Actor actor, GrantId id) {
    return Draft.of(kind, actor).with("grant", id.value());
  }
}
