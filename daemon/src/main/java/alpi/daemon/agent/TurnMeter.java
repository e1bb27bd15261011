package alpi.daemon.agent;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.model.Budget;
import alpi.daemon.model.CostLedger;
import alpi.daemon.model.ModelEvent.Finished;
import alpi.daemon.model.ModelEvent.Usage;
import alpi.daemon.model.Prices;
import java.math.BigDecimal;
import java.util.Optional;

/// Counts what a turn uses: steps, tokens, money; and remembers what it was refused. A call of the
/// model is admitted only while the budgets of the day and of the turn cover it.
final class TurnMeter {
  /// Tokens of answer that are set aside for a call whose length nobody knows.
  private static final long RESERVED_OUTPUT = 1_000;

  private final TurnKit kit;
  private final Budget budget;
  private final Prices prices;
  private final int maxSteps;

  private int steps;
  private Usage usage = Usage.NONE;
  private BigDecimal spent = BigDecimal.ZERO;
  private boolean priced;
  private String model = "";
  private Optional<Problem> refusal = Optional.empty();

  TurnMeter(TurnKit kit, ProfileConfig config, TurnRequest request) {
    this.kit = kit;
    this.budget =
        new Budget(config.budget().dailyUsd(), config.budget().turnUsd()).capped(request.maxUsd());
    this.prices = new Prices(config.prices());
    this.maxSteps = request.maxSteps().orElse(config.tools().maxSteps());
  }

  /// Lets one call through and counts it.
  ///
  /// @param tokens estimated size of the request
  /// @return what was set aside for it
  /// @throws Problem `budget`
  CostLedger.Reservation admit(String name, long tokens) {
    BigDecimal most =
        prices.cost(name, new Usage(tokens, RESERVED_OUTPUT, 0, true)).orElse(BigDecimal.ZERO);
    CostLedger.Reservation reservation =
        kit.ledger().reserve(kit.home().name(), kit.day(), spent, most, budget);
    model = name;
    steps++;
    return reservation;
  }

  /// Books a finished call.
  ///
  /// @return what it cost; empty when nobody knows the price
  Optional<BigDecimal> settle(Finished said, CostLedger.Reservation reservation) {
    model = said.model();
    usage = usage.plus(said.usage());
    Optional<BigDecimal> cost = prices.cost(said.model(), said.usage());
    reservation.settle(cost.orElse(BigDecimal.ZERO));
    cost.ifPresent(usd -> spent = spent.add(usd));
    priced |= cost.isPresent();
    return cost;
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
