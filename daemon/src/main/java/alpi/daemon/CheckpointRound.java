package alpi.daemon;

import alpi.alp.rpc.Problem;
import alpi.daemon.host.ProfileRooms;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the journal of every open profile signed where it ends, once enough was recorded, and lets
/// go of views that nobody looks at. Looks once a minute; a profile in which nothing happens costs
/// nothing.
final class CheckpointRound implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointRound.class);

  private final OpenProfiles profiles;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("checkpoints").unstarted(this::run);

  CheckpointRound(OpenProfiles profiles) {
    this.profiles = profiles;
  }

  void start() {
    thread.start();
  }

  void round() {
    for (ProfileRooms rooms : profiles.openRooms()) {
      try {
        rooms.notary().round();
        rooms.views().rest();
      } catch (Problem | UncheckedIOException e) {
        LOG.error("event=no_checkpoint profile={} reason={}", rooms.name(), e.getMessage());
      }
    }
  }

  private void run() {
    try {
      while (!over.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        round();
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
