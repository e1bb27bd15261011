package alpi.daemon.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Recorded;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantsTest {
  private static final Actor OWNER = Actor.local(1000);

  @TempDir Path dir;
  private final FakeTime time = new FakeTime();
  private Journal journal;
  private Grants grants;

  @BeforeEach
  void open() {
    journal = Journal.open(new ProfileHome(ProfileName.DEFAULT, dir), time);
    grants = new Grants(journal, new Ids(time, new Random(3)), time);
  }

  @AfterEach
  void close() {
    Recorded.close(journal);
  }

  private Grant issue() {
    return grants.issue(
        Optional.empty(),
        Capability.NET,
        Scope.exact("https://example.com:443"),
        Duration.ofHours(1),
        OptionalLong.empty(),
        "for a test",
        Actor.local(1000));
  }

  /// So many more that end with the given one.
  private void fill(int count, String like) {
    journal.transact(tx ->
        tx.update(
            """
            INSERT INTO grants(
              id, session, capability, scope, below, issued_ms, expires_ms, uses_left, reason,
              issued_by)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
            SELECT 'x' || i, session, capability, scope, below, issued_ms, expires_ms, uses_left,
              reason, issued_by
            FROM n, grants WHERE id = ?\
            """,
            count,
            like));
  }

  @Test
  void countsOnlyWhatStillHolds() {
    fill(Grants.MAX_LIVE - 2, issue().id().value());
    issue();
    Problem full = assertThrows(Problem.class, this::issue);
    assertEquals(ErrorCode.QUEUE_FULL, full.code());
    time.advance(Duration.ofHours(1));
    issue();
  }

  private Grant bytes(long most) {
    return grants.issue(
        GrantRequest.of(Capability.NET, Scope.exact("https://example.com:443"), "for a test")
            .within(Optional.of(new GrantBudget(GrantBudget.Unit.BYTES, most))),
        Actor.local(1000));
  }

  private GrantRecord.State state(Grant grant) {
    return grants.state(grants.find(grant.id()).orElseThrow());
  }

  @Test
  void aBudgetIsCountedDownAndEndsTheGrant() {
    Grant grant = bytes(100);
    grants.charge(List.of(grant.id()), GrantBudget.Unit.BYTES, 99, OWNER);
    assertEquals(1, grants.live().getFirst().budget().orElseThrow().left());
    grants.charge(List.of(grant.id()), GrantBudget.Unit.MICRO_USD, 500, OWNER);
    assertEquals(GrantRecord.State.LIVE, state(grant));
    grants.charge(List.of(grant.id()), GrantBudget.Unit.BYTES, 5_000, OWNER);
    assertEquals(List.of(), grants.live());
    assertEquals(GrantRecord.State.EXHAUSTED, state(grant));
    Problem spent = assertThrows(Problem.class, () -> grants.use(List.of(grant.id()), OWNER));
    assertEquals(ErrorCode.NEED_GRANT, spent.code());
  }

  @Test
  void whoeverWorksUnderAGrantHearsOfItsEnd() {
    Grant revoked = issue();
    Grant spent = bytes(10);
    Grant lapsed = issue();
    Grant other = issue();
    List<Cancel> told = new ArrayList<>();
    for (Grant grant : List.of(revoked, spent, lapsed, other)) {
      var cancel = new Cancel();
      told.add(cancel);
      var _ = grants.hold(List.of(grant.id()), cancel);
    }
    grants.revoke(revoked.id(), OWNER);
    assertEquals(List.of(true, false, false, false), told.stream().map(Cancel::fired).toList());
    grants.charge(List.of(spent.id()), GrantBudget.Unit.BYTES, 10, OWNER);
    assertEquals(List.of(true, true, false, false), told.stream().map(Cancel::fired).toList());
    assertEquals(Optional.of(Duration.ofHours(1)), grants.lapse());
    time.advance(Duration.ofHours(1).minusNanos(1));
    assertEquals(Optional.of(Duration.ofNanos(1)), grants.lapse());
    assertEquals(List.of(true, true, false, false), told.stream().map(Cancel::fired).toList());
    time.advance(Duration.ofNanos(1));
    grants.lapse();
    assertEquals(List.of(true, true, true, true), told.stream().map(Cancel::fired).toList());
  }

  @Test
  void whoeverLetGoHearsNothingAndWhoeverComesTooLateHearsAtOnce() {
    Grant grant = issue();
    var gone = new Cancel();
    grants.hold(List.of(grant.id()), gone).close();
    grants.revoke(grant.id(), OWNER);
    assertFalse(gone.fired());
    assertEquals(Optional.empty(), grants.lapse(), "who let go is not waited for");
    var late = new Cancel();
    var _ = grants.hold(List.of(grant.id()), late);
    assertTrue(late.fired());
  }

  @Test
  void theLastUseOfAGrantDoesNotStopTheCallThatTookIt() {
    Grant once =
        grants.issue(
            GrantRequest.of(Capability.NET, Scope.exact("https://example.com:443"), "")
                .times(OptionalLong.of(1)),
            OWNER);
    grants.use(List.of(once.id()), OWNER);
    var holder = new Cancel();
    var _ = grants.hold(List.of(once.id()), holder);
    assertFalse(holder.fired());
    assertEquals(GrantRecord.State.EXHAUSTED, state(once));
    grants.revoke(once.id(), OWNER);
    assertTrue(holder.fired());
  }

  @Test
  void aGrantForAJobSpeaksOfThatJobOnlyAndEndsWithIt() {
    var job = new JobId("j" + "0".repeat(17));
    var session = new SessionId("s" + "0".repeat(17));
    Grant grant =
        grants.issue(
            GrantRequest.of(Capability.NET, Scope.exact("https://example.com:443"), "")
                .during(Optional.of(job)),
            OWNER);
    var access = new Access(Capability.NET, "https://example.com:443", Tier.SAFE, "it");
    assertTrue(grants.live().getFirst().covers(access, session, job));
    assertFalse(grant.covers(access, session, new JobId("j" + "1".repeat(17))));
    var holder = new Cancel();
    var _ = grants.hold(List.of(grant.id()), holder);
    grants.endJob(job, Actor.SYSTEM);
    assertTrue(holder.fired());
    assertEquals(GrantRecord.State.REVOKED, state(grant));
  }

  @Test
  void aBudgetIsOfAKindThatIsCounted() {
    for (Capability capability : Capability.values()) {
      for (GrantBudget.Unit unit : GrantBudget.Unit.values()) {
        boolean counted =
            (capability == Capability.NET && unit == GrantBudget.Unit.BYTES)
                || (capability == Capability.MONEY && unit == GrantBudget.Unit.MICRO_USD);
        Scope scope = Scope.exact(AuthorityTest.targets(capability).getFirst());
        GrantRequest wanted =
            GrantRequest.of(capability, scope, "").within(Optional.of(new GrantBudget(unit, 1)));
        if (counted) {
          grants.issue(wanted, OWNER);
        } else {
          assertThrows(Problem.class, () -> grants.issue(wanted, OWNER), wanted.toString());
        }
      }
    }
    var most = new GrantBudget(GrantBudget.Unit.BYTES, GrantBudget.MAX);
    assertEquals(GrantBudget.MAX, most.left());
    assertThrows(Problem.class, () -> new GrantBudget(GrantBudget.Unit.BYTES, GrantBudget.MAX + 1));
    assertThrows(Problem.class, () -> new GrantBudget(GrantBudget.Unit.BYTES, -1));
    assertThrows(Problem.class, () -> bytes(0));
  }

  @Test
  void settingTheWallClockProlongsNothing() {
    Grant grant = issue();
    time.jump(Duration.ofDays(-400));
    assertEquals(1, grants.live().size());
    time.advance(Duration.ofHours(1));
    assertEquals(List.of(), grants.live());
    assertEquals(GrantRecord.State.EXPIRED, state(grant));
  }

  @Test
  void whatIsWrittenBehindItsBackCountsForNothing() {
    Grant grant =
        grants.issue(
            GrantRequest.of(Capability.NET, Scope.exact("https://example.com:443"), "")
                .times(OptionalLong.of(2)),
            OWNER);
    for (String change :
        List.of(
            "scope = 'https://evil.com:443'",
            "below = 1",
            "capability = 'exec'",
            "expires_ms = expires_ms + 1",
            "uses_left = 3",
            "uses_left = NULL",
            "session = 's0000000000000000a'",
            "issued_by = 'local:0'")) {
      tamper("UPDATE grants SET " + change);
      assertEquals(List.of(), grants.live(), change);
      tamper("DELETE FROM grants");
      journal.transact(tx -> {
        GrantTable.insert(tx, grant);
        return true;
      });
      assertEquals(1, grants.live().size(), "as it was given");
    }
    tamper("UPDATE grants SET uses_left = 1");
    assertEquals(1, grants.live().size(), "used once");
    tamper("UPDATE grants SET id = 'g0000000000000000a'");
    assertEquals(List.of(), grants.live(), "one that nobody gave");
  }

  private void tamper(String sql) {
    journal.transact(tx -> tx.update(sql));
  }
}
