package alpi.daemon.policy;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What an owner wants to permit.
///
/// @param session the only conversation it is for; empty for the whole profile
/// @param job the only job it is for, and ends with
/// @param ttl brought into [Grants#MIN_TTL] to [Grants#MAX_TTL]
public record GrantRequest(
    Optional<SessionId> session,
    Optional<JobId> job,
    Capability capability,
    Scope scope,
    Duration ttl,
    OptionalLong uses,
    Optional<GrantBudget> budget,
    String reason) {

  /// One for the whole profile that holds for the usual time.
  public static GrantRequest of(Capability capability, Scope scope, String reason) {
    return new GrantRequest(
        Optional.empty(),
        Optional.empty(),
        capability,
        scope,
        Grants.DEFAULT_TTL,
        OptionalLong.empty(),
        Optional.empty(),
        reason);
  }

  public GrantRequest in(Optional<SessionId> only) {
    return new GrantRequest(only, job, capability, scope, ttl, uses, budget, reason);
  }

  public GrantRequest during(Optional<JobId> only) {
    return new GrantRequest(session, only, capability, scope, ttl, uses, budget, reason);
  }

  public GrantRequest lasting(Duration time) {
    return new GrantRequest(session, job, capability, scope, time, uses, budget, reason);
  }

  public GrantRequest times(OptionalLong most) {
    return new GrantRequest(session, job, capability, scope, ttl, most, budget, reason);
  }

  public GrantRequest within(Optional<GrantBudget> most) {
    return new GrantRequest(session, job, capability, scope, ttl, uses, most, reason);
  }

  /// @throws Problem `invalid_params` for a scope that covers too much, no use at all, or a budget
  ///   that nobody counts
  void check() {
    scope.check(capability);
    budget.ifPresent(most -> most.check(capability));
    if (uses.isPresent() && uses.getAsLong() < 1) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "A permission is good for at least one use.");
    }
  }
}
