package alpi.daemon.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What runs under a grant ends with it, whoever or whatever ends it.
@Timeout(30)
class GrantKeeperTest {
  private static final Actor OWNER = Actor.local(1000);

  @TempDir Path dir;
  private Journal journal;
  private Grants grants;
  private Ids ids;

  @BeforeEach
  void open() {
    journal = Journal.open(new ProfileHome(ProfileName.DEFAULT, dir), Time.system());
    ids = new Ids(Time.system(), new Random(3));
    grants = new Grants(journal, ids, Time.system());
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private Grant issue(Optional<JobId> job, Duration ttl) {
    return grants.issue(
        GrantRequest.of(Capability.NET, Scope.exact("https://x.org:443"), "")
            .during(job)
            .lasting(ttl),
        OWNER);
  }

  private CountDownLatch held(Grant grant) {
    var told = new CountDownLatch(1);
    var holder = new Cancel();
    var _ = holder.onFire(told::countDown);
    var _ = grants.hold(List.of(grant.id()), holder);
    return told;
  }

  private void over(EventKind how, JobId job) {
    journal.append(Draft.of(how, Actor.SYSTEM).corr(job.value()).with("job", job.value()));
  }

  @Test
  void theEndOfAJobEndsItsGrantsHoweverItEnded() throws InterruptedException {
    try (var keeper = new GrantKeeper(journal, grants)) {
      keeper.start();
      for (EventKind how :
          List.of(
              EventKind.JOB_DONE,
              EventKind.JOB_FAILED,
              EventKind.JOB_CANCELLED,
              EventKind.JOB_LOST)) {
        JobId job = ids.job();
        Grant mine = issue(Optional.of(job), Grants.DEFAULT_TTL);
        CountDownLatch told = held(mine);
        over(how, job);
        told.await();
        assertEquals(Optional.of(Actor.SYSTEM), grants.find(mine.id()).orElseThrow().revokedBy());
      }
      Grant others = issue(Optional.of(ids.job()), Grants.DEFAULT_TTL);
      assertEquals(List.of(others), grants.live());
    }
  }

  @Test
  void aJobThatEndedWhileNoDaemonRanEndsItsGrantsAtTheNextStart() throws InterruptedException {
    JobId job = ids.job();
    CountDownLatch told = held(issue(Optional.of(job), Grants.DEFAULT_TTL));
    over(EventKind.JOB_LOST, job);
    try (var keeper = new GrantKeeper(journal, grants)) {
      keeper.start();
      told.await();
    }
    assertEquals(List.of(), grants.live());
  }

  @Test
  void whatRunsUnderAGrantEndsWhenItsTimeIsUp() throws InterruptedException {
    try (var keeper = new GrantKeeper(journal, grants)) {
      keeper.start();
      CountDownLatch told = held(issue(Optional.empty(), Grants.MIN_TTL));
      journal.append(Draft.of(EventKind.TOOL_CALLED, Actor.SYSTEM));
      told.await();
      assertEquals(List.of(), grants.live());
    }
  }
}
