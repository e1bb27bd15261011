package alpi.daemon.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.FakeTime;
import alpi.daemon.base.ProfileName;
import alpi.daemon.journal.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A job has a place from the moment it is committed as running, and works a moment later.
class RosterTest {
  private static final ProfileName PROFILE = ProfileName.DEFAULT;
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path dir;
  private final FakeTime time = new FakeTime();
  private final Roster roster = new Roster();
  private Journal journal;
  private Attached attached;
  private Worker worker;

  @BeforeEach
  void opens() {
    journal = Fixtures.journal(dir, PROFILE, time);
    Jobs jobs = new Jobs(journal, Fixtures.ids(time, 1), time);
    attached = new Attached(PROFILE, jobs, Map.of());
    roster.attach(attached);
    roster.start();
    assertTrue(roster.reserve(PROFILE, 0));
    Job job = jobs.submit(Fixtures.spec("work"));
    worker = new Worker(attached, job, time.nanos(), Scheduler.LEASE);
  }

  @AfterEach
  void closes() {
    journal.close();
  }

  @Test
  void whoeverEntersInTimeWorks() {
    roster.close();
    assertFalse(roster.enter(worker));
  }

  @Test
  void whoeverEntersAfterTheHaltIsToStop() {
    assertEquals(List.of(), roster.halt());
    assertTrue(roster.enter(worker));
  }

  @Test
  void whoeverEntersForAProfileThatIsGoneIsToStop() {
    roster.detach(PROFILE);
    assertTrue(roster.enter(worker));
  }

  @Test
  void waitsForAPlaceThatIsTakenThoughNobodyWorksYet() throws InterruptedException {
    var waiting =
        Thread.ofVirtual()
            .start(() -> {
              try {
                roster.awaitIdle(LONG);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    assertFalse(waiting.join(Duration.ofMillis(20)));
    roster.enter(worker);
    assertFalse(waiting.join(Duration.ofMillis(20)));
    assertTrue(roster.leave(worker));
    assertTrue(waiting.join(LONG));
    roster.awaitIdle(PROFILE, LONG);
  }
}
