package alpi.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.JobId;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.model.ScriptedModelServer;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Grant;
import alpi.daemon.policy.GrantBudget;
import alpi.daemon.policy.GrantRequest;
import alpi.daemon.policy.Scope;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Turns on money that was granted.
@Timeout(60)
class TurnMoneyTest {
  private static final String KNOWN = TurnLimitsTest.KNOWN;
  private static final ScriptedModelServer.Script ANSWERS =
      (_, _, reply) -> reply.stream(TurnLimitsTest.text("x", "stop"));

  @TempDir private Path dir;

  private static Grant give(TurnFixture fixture, long micros) {
    return fixture
        .kit
        .grants()
        .issue(
            GrantRequest.of(Capability.MONEY, Scope.exact("usd/models"), "for models")
                .within(Optional.of(new GrantBudget(GrantBudget.Unit.MICRO_USD, micros))),
            TurnFixture.OWNER);
  }

  private static TurnEvent.TurnResult turn(TurnFixture fixture) throws InterruptedException {
    TurnRequest request = fixture.limited("hello", KNOWN, Optional.empty(), Optional.empty());
    return fixture.watch(fixture.turns.submit(request, TurnFixture.OWNER)).result();
  }

  private static long left(TurnFixture fixture, Grant grant) {
    return fixture
        .kit
        .grants()
        .find(grant.id())
        .orElseThrow()
        .grant()
        .budget()
        .orElseThrow()
        .left();
  }

  private static Run run(TurnFixture fixture, JobId turn) {
    return new Runs(fixture.kit.jobs(), fixture.journal).find(turn);
  }

  @Test
  void whatATurnCostsIsTakenFromTheMoneyThatWasGranted() throws InterruptedException {
    try (TurnFixture fixture = new TurnFixture(dir, ANSWERS)) {
      Grant grant = give(fixture, 5_000_000);
      TurnEvent.TurnResult result = turn(fixture);
      assertEquals("done", result.state());
      BigDecimal taken = BigDecimal.valueOf(5_000_000 - left(fixture, grant), 6);
      assertTrue(taken.signum() > 0, taken.toString());
      assertEquals(0, taken.compareTo(run(fixture, result.turn()).used().granted()));
      assertTrue(taken.subtract(result.usd().orElseThrow()).compareTo(usd("0.000001")) < 0);
    }
  }

  private static BigDecimal usd(String text) {
    return new BigDecimal(text);
  }

  @Test
  void aTurnThatTheGrantedMoneyDoesNotCoverIsRefusedAndExplained() throws InterruptedException {
    try (TurnFixture fixture = new TurnFixture(dir, ANSWERS)) {
      Grant grant = give(fixture, 1);
      TurnEvent.TurnResult result = turn(fixture);
      assertEquals("failed", result.state());
      assertEquals(Optional.of(ErrorCode.BUDGET.wire()), result.code());
      assertEquals(1, left(fixture, grant));
      Decisions.Decided why =
          new Decisions(fixture.journal, fixture.kit.sessions())
              .explain(result.turn().value())
              .getFirst();
      assertEquals(Optional.of("budget"), why.code());
      assertTrue(why.reason().contains("$0.000001 is left"), why.reason());
      fixture.kit.grants().revoke(grant.id(), TurnFixture.OWNER);
      assertEquals("done", turn(fixture).state());
    }
  }

  @Test
  void moneyThatIsTakenBackLeavesARunThatHadItWithNothing() {
    try (TurnFixture fixture = new TurnFixture(dir, ANSWERS, false)) {
      Grant grant = give(fixture, 5_000_000);
      var purse =
          new TurnPurse(
              fixture.kit.grants(),
              fixture.journal,
              fixture.kit.ids().session(),
              fixture.kit.ids().job());
      assertEquals(0, purse.left().orElseThrow().compareTo(usd("5")));
      fixture.kit.grants().revoke(grant.id(), TurnFixture.OWNER);
      assertEquals(0, purse.left().orElseThrow().signum());
    }
  }

  @Test
  void whatATurnStartsSpendsNoMoreThanTheTurn() {
    long seed = 99;
    var random = new Random(seed);
    try (TurnFixture fixture = new TurnFixture(dir, ANSWERS, false)) {
      for (int i = 0; i < 20; i++) {
        Optional<BigDecimal> most = amount(random);
        long micros = random.nextLong(9_000_000);
        Optional<Grant> granted =
            random.nextBoolean() ? Optional.of(give(fixture, micros + 1)) : Optional.empty();
        Authority given = amount(random).map(Authority.OWNER::spending).orElse(Authority.OWNER);
        TurnRequest request = fixture.limited("hello", KNOWN, most, Optional.empty());
        var purse =
            new TurnPurse(
                fixture.kit.grants(),
                fixture.journal,
                fixture.kit.ids().session(),
                fixture.kit.ids().job());
        var meter = new TurnMeter(fixture.kit, ProfileConfig.defaults(), request, purse);
        Authority handed = meter.narrowed(given);
        String world = "seed " + seed + ", world " + i;
        assertTrue(handed.within(given), world);
        most.ifPresent(usd -> assertTrue(handed.within(given.spending(usd)), world));
        granted.ifPresent(grant -> {
          BigDecimal usd = BigDecimal.valueOf(micros + 1, 6);
          assertTrue(handed.within(given.spending(usd)), world);
          fixture.kit.grants().revoke(grant.id(), TurnFixture.OWNER);
        });
      }
    }
  }

  private static Optional<BigDecimal> amount(Random random) {
    return random.nextBoolean()
        ? Optional.of(BigDecimal.valueOf(random.nextLong(9_000_000), 6))
        : Optional.empty();
  }
}
