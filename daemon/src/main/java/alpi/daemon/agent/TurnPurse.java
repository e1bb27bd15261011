package alpi.daemon.agent;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.policy.Grants;
import alpi.daemon.policy.Purse;
import java.math.BigDecimal;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What was granted for the models of one run. Whoever once ran on granted money goes on with that
/// alone: a grant that is taken back, or runs out, leaves nothing and not everything. For one
/// thread.
final class TurnPurse {
  private final Grants grants;
  private final Journal journal;
  private final SessionId session;
  private final JobId run;
  private boolean granted;

  TurnPurse(Grants grants, Journal journal, SessionId session, JobId run) {
    this.grants = grants;
    this.journal = journal;
    this.session = session;
    this.run = run;
  }

  /// What is left, in US dollars; empty where money was not granted, or without a limit.
  Optional<BigDecimal> left() {
    Optional<Purse> purse = grants.purse(session, run);
    granted |= purse.isPresent();
    return purse.isPresent()
        ? purse.get().left()
        : granted ? Optional.of(BigDecimal.ZERO) : Optional.empty();
  }

  /// Refuses a call that does not fit, and puts that on record.
  ///
  /// @param left before the call
  /// @param next what the call may cost at most; zero when nobody knows
  /// @throws Problem `budget`
  void check(BigDecimal left, BigDecimal next) {
    if (left.signum() > 0 && left.compareTo(next) >= 0) {
      return;
    }
    String sentence =
        "Of the money that was granted for models $"
            + plain(left)
            + " is left"
            + (next.signum() > 0 ? ", and the next call may cost $" + plain(next) + "." : ".");
    ObjectNode body =
        Json.object()
            .put("tool", "model")
            .put("code", ErrorCode.BUDGET.wire())
            .put("reason", sentence);
    body.putArray("capabilities").add(Purse.MODELS.capability().wire());
    journal.append(
        Draft.of(EventKind.POLICY_DENIED, Actor.job(run)).in(session).corr(run.value()).body(body));
    throw Problem.of(
        ErrorCode.BUDGET,
        sentence,
        "Grant more: `alpi grants give money usd/models --usd N`; `alpi grants` shows what holds.");
  }

  private static String plain(BigDecimal usd) {
    return usd.stripTrailingZeros().toPlainString();
  }

  /// Takes what a call came to.
  void pay(BigDecimal usd) {
    grants.pay(usd, session, run);
  }
}
