package alpi.daemon.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.ProfileName;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BudgetTest {
  private static final ProfileName PROFILE = new ProfileName("default");
  private static final LocalDate DAY = LocalDate.parse("2026-11-21");

  private final CostLedger ledger = new CostLedger();
  private final Budget budget = new Budget(Optional.of(usd("1")), Optional.of(usd("0.5")));

  @Test
  void allowsExactlyTheLimitAndRefusesOneMicrodollarMore() {
    budget.check(usd("0.9"), usd("0"), usd("0.1"));
    Problem problem =
        assertThrows(Problem.class, () -> budget.check(usd("0.9"), usd("0"), usd("0.100001")));
    assertEquals(ErrorCode.BUDGET, problem.code());
    assertEquals(
        "The day's budget of $1.00 does not cover the next call: $0.90 spent, up to $0.100001 more"
            + " for the call.",
        problem.sentence());
    assertThrows(Problem.class, () -> budget.check(usd("0"), usd("0.5"), usd("0")));
  }

  @Test
  void givesTheLastOfTheBudgetToOneCallOnly() {
    ledger.seed(PROFILE, DAY, usd("0.8"));
    CostLedger.Reservation first = reserve("0.2");
    assertThrows(Problem.class, () -> reserve("0.1"));
    first.settle(usd("0.05"));
    first.settle(usd("0.05"));
    assertEquals(usd("0.85"), ledger.spent(PROFILE, DAY));
    reserve("0.15").settle(BigDecimal.ZERO);
    assertEquals(0, ledger.spent(PROFILE, DAY.plusDays(1)).signum());
  }

  @Test
  void takesTheStricterLimitOfATurn() {
    assertEquals(Optional.of(usd("0.1")), budget.capped(Optional.of(usd("0.1"))).turn());
    assertEquals(Optional.of(usd("0.5")), budget.capped(Optional.of(usd("3"))).turn());
  }

  @Test
  void pricesCachedTokensApart() {
    var prices = new Prices(Map.of());
    var usage = new ModelEvent.Usage(1_000_000, 100_000, 400_000, false);
    BigDecimal cost = prices.cost("openai/gpt-5-mini-2025", usage).orElseThrow();
    assertEquals(0, usd("0.36").compareTo(cost), cost.toString());
    assertEquals(0, prices.cost("ollama/x", usage).orElseThrow().signum());
    assertEquals(Optional.empty(), prices.cost("openrouter/x", usage));
  }

  private CostLedger.Reservation reserve(String amount) {
    return ledger.reserve(PROFILE, DAY, BigDecimal.ZERO, usd(amount), budget);
  }

  private static BigDecimal usd(String text) {
    return new BigDecimal(text);
  }
}
