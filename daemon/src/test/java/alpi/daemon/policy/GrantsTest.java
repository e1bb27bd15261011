package alpi.daemon.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.journal.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantsTest {
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
    journal.close();
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
}
