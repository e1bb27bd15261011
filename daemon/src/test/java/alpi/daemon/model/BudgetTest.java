package alpi.daemon.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.ProfileName;
import alpi.daemon.config.ProfileConfig;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
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
    BigDecimal cost = prices.cost(remote("openai/gpt-5-mini"), usage).orElseThrow();
    assertEquals(0, usd("0.36").compareTo(cost), cost.toString());
  }

  @Test
  void knowsAModelByItsWholeNameAndItsReleasesOnly() {
    var prices = new Prices(Map.of());
    for (String same :
        List.of("", "-2025-08-07", "-20250807", "-0807", "-001", "-latest", "-preview-09-2025")) {
      assertEquals(
          prices.of(remote("openai/gpt-5")), prices.of(remote("openai/gpt-5" + same)), same);
    }
    for (String other : List.of("-codex", "-2", ".2", "0", "-preview", "-2025-08-07-x", "-pro2")) {
      assertEquals(Optional.empty(), prices.of(remote("openai/gpt-5" + other)), other);
    }
    assertEquals(usd("15"), prices.of(remote("openai/gpt-5-pro")).orElseThrow().input());
    assertEquals(usd("20"), prices.of(remote("openai/o3-pro-2025-06-10")).orElseThrow().input());
  }

  @Test
  void takesAServerOfOnesOwnForFreeUnlessAPriceIsKnown() {
    var price = new ProfileConfig.Price(usd("3"), usd("4"), Optional.empty());
    var prices = new Prices(Map.of("mine/m", price));
    assertEquals(0, prices.of(remote("ollama/x")).orElseThrow().input().signum());
    assertEquals(0, prices.of(new Candidate("other/x", true)).orElseThrow().input().signum());
    assertEquals(Optional.empty(), prices.of(remote("other/x")));
    assertEquals(usd("3"), prices.of(new Candidate("mine/m", true)).orElseThrow().input());
    assertEquals(usd("2"), prices.of(new Candidate("openai/o3", true)).orElseThrow().input());
  }

  private static Candidate remote(String name) {
    return new Candidate(name, false);
  }

  private CostLedger.Reservation reserve(String amount) {
    return ledger.reserve(PROFILE, DAY, BigDecimal.ZERO, usd(amount), budget);
  }

  private static BigDecimal usd(String text) {
    return new BigDecimal(text);
  }
}
