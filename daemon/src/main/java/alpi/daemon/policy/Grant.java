package alpi.daemon.policy;

import alpi.daemon.base.Actor;
import alpi.daemon.base.GrantId;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// A permission given in advance: what may be done to what, for whom, how long, how often and how
/// much.
///
/// @param session the only conversation it holds in; empty for the whole profile
/// @param job the only job it holds in, and ends with; empty for any
/// @param expires from this instant on it no longer holds
/// @param usesLeft empty for as often as wanted
/// @param budget empty for as much as wanted
/// @param reason why it was given, at most 200 characters
public record Grant(
    GrantId id,
    Optional<SessionId> session,
    Optional<JobId> job,
    Capability capability,
    Scope scope,
    Instant issued,
    Instant expires,
    OptionalLong usesLeft,
    Optional<GrantBudget> budget,
    String reason,
    Actor issuedBy) {

  /// Whether it speaks of this access, asked for in this conversation by this job.
  public boolean covers(Access access, SessionId asking, JobId run) {
    return capability == access.capability()
        && session.map(asking::equals).orElse(true)
        && job.map(run::equals).orElse(true)
        && scope.covers(capability, access.target());
  }

  /// Whether `row` is this grant, used up by no more than it allows: nothing else about it may have
  /// changed since it was given.
  boolean grewInto(Grant row) {
    return id.equals(row.id)
        && session.equals(row.session)
        && job.equals(row.job)
        && capability == row.capability
        && scope.equals(row.scope)
        && expires.toEpochMilli() == row.expires.toEpochMilli()
        && issuedBy.equals(row.issuedBy)
        && usesLeft.isPresent() == row.usesLeft.isPresent()
        && row.usesLeft.orElse(0) <= usesLeft.orElse(0)
        && budget.map(GrantBudget::unit).equals(row.budget.map(GrantBudget::unit))
        && row.budget.map(GrantBudget::left).orElse(0L) <= budget.map(GrantBudget::left).orElse(0L);
  }

  /// Whether the owner named exactly this destination ahead of any conversation.
  boolean named(Access access) {
    return session.isEmpty() && !scope.below() && scope.value().equals(access.target());
  }
}
