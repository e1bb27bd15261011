package alpi.daemon.agent;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.model.Budget;
import alpi.daemon.model.Candidate;
import alpi.daemon.model.Model;
import alpi.daemon.model.ModelEvent.Usage;
import alpi.daemon.model.Prices;
import alpi.daemon.policy.Authority;
import java.math.BigDecimal;
import java.util.Optional;

/// Counts what a turn uses: steps, tokens, money; and remembers what it was refused. A call of the
/// model is admitted only while the budgets of the day and of the turn cover it, and what was
/// granted for models, if anything was.
final class TurnMeter {
  /// Tokens of answer that are set aside for a call whose length nobody knows.
  private static final long RESERVED_OUTPUT = 1_000;

  private final TurnKit kit;
  private final TurnPurse purse;
  private final Optional<BigDecimal> mostUsd;
  private final Budget budget;
  private final Prices prices;
  private final int maxSteps;

  private int steps;
  private Usage usage = Usage.NONE;
  private BigDecimal spent = BigDecimal.ZERO;
  private boolean priced;
  private String model = "";
  private Optional<Problem> refusal = Optional.empty();

  TurnMeter(TurnKit kit, ProfileConfig config, TurnRequest request, TurnPurse purse) {
    this.kit = kit;
    this.purse = purse;
    this.mostUsd = request.maxUsd();
    this.budget =
        new Budget(config.budget().dailyUsd(), config.budget().turnUsd())
            .capped(request.maxUsd())
            .capped(request.authority().usd());
    this.prices = new Prices(config.prices());
    this.maxSteps = request.maxSteps().orElse(config.tools().maxSteps());
  }

  /// Counts on from where earlier attempts at the turn came to.
  void resume(RunTally used) {
    steps = used.steps();
    usage = used.usage();
    spent = used.usd().orElse(BigDecimal.ZERO);
    priced = used.usd().isPresent();
    model = used.model();
  }

  /// Lets one call through and counts it.
  ///
  /// @param tokens estimated size of the request
  /// @throws Problem `budget`, also when there is a limit and no price is known
  CallBill admit(Model asked, long tokens) {
    CallBill bill = admitAside(asked, tokens);
    steps++;
    return bill;
  }

  /// The same for a call that is no step of the turn.
  CallBill admitAside(Model asked, long tokens) {
    Optional<BigDecimal> granted = purse.left();
    BigDecimal most = BigDecimal.ZERO;
    for (Candidate each : asked.candidates()) {
      Optional<BigDecimal> cost = prices.cost(each, new Usage(tokens, RESERVED_OUTPUT, 0, true));
      if (cost.isEmpty() && (budget.limited() || granted.isPresent())) {
        throw Budget.unpriced(each.name());
      }
      most = cost.orElse(BigDecimal.ZERO).max(most);
    }
    if (granted.isPresent()) {
      purse.check(granted.get(), most);
    }
    var reservation = kit.ledger().reserve(kit.home().name(), kit.day(), spent, most, budget);
    model = asked.name();
    return new CallBill(asked.candidates(), prices, tokens, reservation);
  }

  /// Books a call that is over, however it ended.
  void settle(CallBill bill) {
    bill.settle();
    model = bill.asked();
    usage = usage.plus(bill.usage());
    bill.usd().ifPresent(this::pay);
    priced |= bill.usd().isPresent();
  }

  private void pay(BigDecimal usd) {
    spent = spent.add(usd);
    purse.pay(usd);
  }

  /// What a call of the turn may hand on: no more money than the turn itself may spend.
  Authority narrowed(Authority given) {
    Authority bounded = mostUsd.map(given::spending).orElse(given);
    return purse.left().map(bounded::spending).orElse(bounded);
  }

  /// Notes that a call of a tool was not agreed to.
  void refused(ErrorCode code, String sentence) {
    refusal = Optional.of(Problem.of(code, sentence.lines().findFirst().orElse(sentence)));
  }

  Optional<Problem> refusal() {
    return refusal;
  }

  boolean exhausted() {
    return steps >= maxSteps;
  }

  int steps() {
    return steps;
  }

  Usage usage() {
    return usage;
  }

  /// What is known to have been spent; empty when no call had a price.
  Optional<BigDecimal> usd() {
    return priced ? Optional.of(spent) : Optional.empty();
  }

  /// The model that answered last, or was asked last.
  String model() {
    return model;
  }
}
