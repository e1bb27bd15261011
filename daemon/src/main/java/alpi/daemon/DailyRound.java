package alpi.daemon;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import alpi.daemon.host.ProfileRooms;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has every open profile cleared up once a day. Looks every hour: a machine that sleeps misses
/// moments, and no day.
final class DailyRound implements AutoCloseable {
  /// Not at once: whoever started the daemon waits for something else.
  private static final Duration FIRST = Duration.ofMinutes(1);

  private static final Duration EVERY = Duration.ofHours(1);
  private static final Logger LOG = LoggerFactory.getLogger(DailyRound.class);

  private final OpenProfiles profiles;
  private final Time time;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("daily round").unstarted(this::run);

  DailyRound(OpenProfiles profiles, Time time) {
    this.profiles = profiles;
    this.time = time;
  }

  void start() {
    thread.start();
  }

  /// Submits the job of today where there is none yet.
  void round() {
    LocalDate today = LocalDate.ofInstant(time.now(), ZoneOffset.UTC);
    for (ProfileRooms rooms : profiles.openRooms()) {
      try {
        rooms.jobs().submit(Housekeeping.of(today));
      } catch (Problem e) {
        LOG.warn("event=housekeeping_not_submitted profile={}", rooms.name(), e);
      }
    }
  }

  private void run() {
    try {
      Duration wait = FIRST;
      while (!over.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        round();
        wait = EVERY;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.countDown();
  }
}
