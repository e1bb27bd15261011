package alpi.daemon.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PurseTest {
  private static final Actor OWNER = Actor.local(1000);

  @TempDir private Path root;

  private final FakeTime time = new FakeTime();
  private final Ids ids = new Ids(time, new Random(11));
  private final SessionId here = ids.session();
  private final SessionId elsewhere = ids.session();
  private final JobId run = ids.job();
  private final JobId other = ids.job();
  private Journal journal;
  private Grants grants;

  @BeforeEach
  void open() {
    ProfileHome home = new Home(root.resolve("home")).profile(ProfileName.DEFAULT);
    PrivateFiles.directory(home.dir());
    journal = Journal.open(home, time);
    grants = new Grants(journal, ids, time);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private Grant give(long micros, Optional<SessionId> session, Optional<JobId> job) {
    return grants.issue(
        GrantRequest.of(Capability.MONEY, Scope.exact("usd/models"), "for models")
            .in(session)
            .during(job)
            .within(Optional.of(new GrantBudget(GrantBudget.Unit.MICRO_USD, micros))),
        OWNER);
  }

  private BigDecimal left(SessionId session, JobId job) {
    return grants.purse(session, job).orElseThrow().left().orElseThrow();
  }

  private static BigDecimal usd(String text) {
    return new BigDecimal(text);
  }

  @Test
  void whereNoMoneyWasGrantedNothingBounds() {
    give(1, Optional.of(elsewhere), Optional.empty());
    assertEquals(Optional.empty(), grants.purse(here, run));
  }

  @Test
  void theJobsOwnMoneyIsSpentFirstThenTheConversationsThenTheProfiles() {
    give(300, Optional.empty(), Optional.empty());
    give(200, Optional.of(here), Optional.empty());
    give(100, Optional.of(here), Optional.of(run));
    assertEquals(usd("0.000600"), left(here, run));
    grants.pay(usd("0.000150"), here, run);
    assertEquals(usd("0.000450"), left(here, run));
    assertEquals(usd("0.000450"), left(here, other));
    assertEquals(usd("0.000300"), left(elsewhere, other));
    List<Event> used =
        journal.read(EventQuery.ofRun(run.value()).kinds(Set.of(EventKind.GRANT_USED)));
    assertEquals(
        List.of(100L, 50L),
        used.stream().map(event -> event.body().path("micro_usd").asLong()).toList());
  }

  @Test
  void whatIsUsedUpBoundsUntilItWouldHaveRunOut() {
    give(100, Optional.empty(), Optional.empty());
    grants.pay(usd("5"), here, run);
    assertEquals(0, left(here, run).signum());
    grants = new Grants(journal, ids, time);
    assertEquals(0, left(here, run).signum());
    time.advance(Grants.DEFAULT_TTL.plus(Duration.ofSeconds(1)));
    assertEquals(Optional.empty(), grants.purse(here, run));
  }

  @Test
  void aPartOfAMillionthCountsWhole() {
    give(2, Optional.empty(), Optional.empty());
    grants.pay(usd("0.0000001"), here, run);
    assertEquals(usd("0.000001"), left(here, run));
  }

  @Test
  void whatHasNoLimitBoundsNothing() {
    give(1, Optional.empty(), Optional.empty());
    grants.issue(
        GrantRequest.of(Capability.MONEY, Scope.exact("usd/models"), "as much as it takes"), OWNER);
    assertEquals(Optional.empty(), grants.purse(here, run).orElseThrow().left());
  }

  @Test
  void whoeverPaysNobodyHasMoreThanWasGranted() {
    long seed = 4711;
    var random = new Random(seed);
    for (int world = 0; world < 6; world++) {
      long all = 0;
      for (int i = random.nextInt(4); i >= 0; i--) {
        long micros = 1 + random.nextLong(1_000);
        all += micros;
        Optional<SessionId> session =
            random.nextBoolean()
                ? Optional.of(random.nextBoolean() ? here : elsewhere)
                : Optional.empty();
        give(micros, session, random.nextInt(3) == 0 ? Optional.of(run) : Optional.empty());
      }
      long paid = 0;
      for (int i = 0; i < 6; i++) {
        SessionId session = random.nextBoolean() ? here : elsewhere;
        JobId job = random.nextBoolean() ? run : other;
        long price = random.nextLong(700);
        long before = micros(session, job);
        grants.pay(BigDecimal.valueOf(price, 6), session, job);
        long taken = before - micros(session, job);
        assertEquals(Math.min(before, price), taken, "seed " + seed + ", world " + world);
        paid += taken;
      }
      assertTrue(paid <= all, "seed " + seed + ", world " + world);
      grants.live().forEach(grant -> grants.revoke(grant.id(), OWNER));
      time.advance(Grants.DEFAULT_TTL.plus(Duration.ofSeconds(1)));
      grants.sweep();
    }
  }

  private long micros(SessionId session, JobId job) {
    return grants
        .purse(session, job)
        .flatMap(Purse::left)
        .map(usd -> usd.movePointRight(6).longValueExact())
        .orElse(0L);
  }

  @Test
  void aGrantOfMoneyIsForMoney() {
    var bytes = new GrantBudget(GrantBudget.Unit.BYTES, 5);
    assertThrows(
        Problem.class,
        () ->
            grants.issue(
                GrantRequest.of(Capability.MONEY, Scope.exact("usd/models"), "x")
                    .within(Optional.of(bytes)),
                OWNER));
  }
}
