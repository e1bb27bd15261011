package alpi.daemon.policy;

import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Tail;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends grants when it is time: those of a job when the journal tells that the job is over, and the
/// work under those whose time is up. Whether a grant permits something never depends on this.
public final class GrantKeeper implements AutoCloseable {
  private static final Set<EventKind> ENDS =
      Set.of(EventKind.JOB_DONE, EventKind.JOB_FAILED, EventKind.JOB_CANCELLED, EventKind.JOB_LOST);

  /// How long to wait while nobody works under a grant; whatever begins to wakes it earlier.
  private static final Duration IDLE = Duration.ofDays(1);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(GrantKeeper.class);

  private final Journal journal;
  private final Grants grants;
  private final Tail tail;
  private final Thread thread;

  public GrantKeeper(Journal journal, Grants grants) {
    this.journal = journal;
    this.grants = grants;
    this.tail = journal.tail(journal.head(), ENDS);
    this.thread = Thread.ofVirtual().name("grants " + journal.profile()).unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      safely(this::catchUp);
      while (!tail.ended()) {
        next();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void next() throws InterruptedException {
    try {
      List<Event> events = tail.poll(grants.lapse().orElse(IDLE));
      events.forEach(event -> safely(() -> ended(event)));
    } catch (RuntimeException e) {
      LOG.warn("event=grants_unread", e);
      Thread.sleep(PAUSE);
    }
  }

  private static void safely(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("event=grant_not_ended", e);
    }
  }

  /// Ends those whose job came to its end while no daemon ran.
  private void catchUp() {
    for (Grant grant : grants.live()) {
      Optional<JobId> over =
          grant
              .job()
              .filter(job -> !journal.read(EventQuery.ofRun(job.value()).kinds(ENDS)).isEmpty());
      over.ifPresent(job -> grants.endJob(job, Actor.SYSTEM));
    }
  }

  private void ended(Event event) {
    event.corr().map(JobId::new).ifPresent(job -> grants.endJob(job, Actor.SYSTEM));
  }

  @Override
  public void close() {
    tail.close();
  }
}
