package alpi.daemon.host.verb;

import alpi.daemon.policy.Grant;
import alpi.daemon.policy.GrantBudget;
import alpi.daemon.policy.GrantRecord;
import alpi.daemon.policy.Grants;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// A permission as clients see it.
///
/// @param state live, expired, exhausted or revoked
/// @param capability what may be done, for example `exec`
/// @param scope to what
/// @param below whether everything beneath is covered too
/// @param session the only conversation that it holds in
/// @param job the only job that it holds in, and ends with
/// @param usesLeft as often as wanted when absent
/// @param bytesLeft how much may still be moved; as much as wanted when absent
/// @param usdLeft what may still be spent; as much as wanted when absent
/// @param summary why it was given
/// @param revoked when it was taken back
record GrantView(
    String id,
    String state,
    String capability,
    String scope,
    boolean below,
    Optional<String> session,
    Optional<String> job,
    Instant issued,
    Instant expires,
    OptionalLong usesLeft,
    OptionalLong bytesLeft,
    Optional<BigDecimal> usdLeft,
    String summary,
    String by,
    Optional<Instant> revoked,
    Optional<String> revokedBy) {

  /// Of one that holds.
  static GrantView live(Grant grant) {
    return of(new GrantRecord(grant, Optional.empty(), Optional.empty()), GrantRecord.State.LIVE);
  }

  static GrantView of(GrantRecord record, Grants grants) {
    return of(record, grants.state(record));
  }

  private static GrantView of(GrantRecord record, GrantRecord.State state) {
    Grant grant = record.grant();
    return new GrantView(
        grant.id().value(),
        state.name().toLowerCase(Locale.ROOT),
        grant.capability().wire(),
        grant.scope().value(),
        grant.scope().below(),
        grant.session().map(Object::toString),
        grant.job().map(Object::toString),
        grant.issued(),
        grant.expires(),
        grant.usesLeft(),
        bytes(grant),
        usd(grant),
        grant.reason(),
        grant.issuedBy().value(),
        record.revoked(),
        record.revokedBy().map(Object::toString));
  }

  private static OptionalLong bytes(Grant grant) {
    return grant.budget().stream()
        .filter(budget -> budget.unit() == GrantBudget.Unit.BYTES)
        .mapToLong(GrantBudget::left)
        .findFirst();
  }

  private static Optional<BigDecimal> usd(Grant grant) {
    return grant
        .budget()
        .filter(budget -> budget.unit() == GrantBudget.Unit.MICRO_USD)
        .map(budget -> BigDecimal.valueOf(budget.left(), 6).stripTrailingZeros());
  }
}
