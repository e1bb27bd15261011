package alpi.daemon.schedule;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import alpi.daemon.job.Jobs;
import alpi.daemon.journal.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the clock for the schedules of one profile. It sleeps until the next moment, never
/// longer than [#NAP] while there is a schedule, because wall clocks jump and machines sleep; with
/// none it sleeps until there is one.
public final class Ticker implements AutoCloseable {
  /// Longest time until the clock is looked at again.
  static final Duration NAP = Duration.ofSeconds(30);

  /// Between two looks at watched files.
  static final Duration POLL = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

  private final Round round;

  /// Guards both fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private boolean woken;
  private boolean closed;
  private final Thread thread = Thread.ofVirtual().name("schedules").unstarted(this::run);

  public Ticker(Schedules schedules, Journal journal, Jobs jobs, Runner runner, Time time) {
    this.round = new Round(schedules, journal, jobs, runner, time);
    schedules.follow(this::wake);
    jobs.follow(_ -> wake());
  }

  public void start() {
    thread.start();
  }

  /// One look at everything: what is over, what is due, what can be submitted.
  ///
  /// @return how long until the next one is worth it; empty while nothing is scheduled
  Optional<Duration> tick() {
    return round.go();
  }

  private void run() {
    try {
      Optional<Duration> wait = safely();
      while (!rest(wait)) {
        wait = safely();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Without this thread nothing would be due any more.
  private Optional<Duration> safely() {
    try {
      return tick();
    } catch (Problem e) {
      LOG.warn("event=schedules_not_looked_at reason={}", e.sentence(), e);
    } catch (RuntimeException e) {
      LOG.error("event=schedules_not_looked_at", e);
    }
    return Optional.of(POLL);
  }

  private void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// @return whether everything ends
  private boolean rest(Optional<Duration> wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = wait.map(Duration::toNanos).orElse(Long.MAX_VALUE);
      while (!woken && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      woken = false;
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// The time until a moment, within the nap.
  static Duration until(Instant next, Instant now) {
    Duration left = Duration.between(now, next);
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    return left.compareTo(NAP) < 0 ? left : NAP;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (thread.isAlive()) {
        thread.join(NAP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
