package alpi.daemon.host;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records refusals as `auth.failed` in the default profile's journal. A process that keeps trying
/// fills no journal: beyond [#MAX_A_MINUTE] they are only logged.
public final class RefusalRecord implements RefusalLog {
  /// Most refusals recorded in one minute.
  static final int MAX_A_MINUTE = 60;

  private static final Logger log = LoggerFactory.getLogger(RefusalRecord.class);
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Rooms rooms;
  private final Time time;

  /// Guards the two fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private long minute;
  private int recorded;

  public RefusalRecord(Rooms rooms, Time time) {
    this.rooms = rooms;
    this.time = time;
    this.minute = time.nanos();
  }

  @Override
  public void refused(String verb, Optional<Peer> peer, String reason) {
    log.warn("auth.failed verb={} peer={} reason={}", verb, peer, reason);
    Actor actor = peer.map(it -> Actor.local(it.uid())).orElse(Actor.SYSTEM);
    Draft draft = Draft.of(EventKind.AUTH_FAILED, actor).with("verb", verb).with("reason", reason);
    record(verb, peer.map(it -> draft.with("pid", it.pid())).orElse(draft));
  }

  @Override
  public void refused(String verb, Actor actor, String reason) {
    log.warn("auth.failed verb={} actor={} reason={}", verb, actor, reason);
    record(
        verb,
        Draft.of(EventKind.AUTH_FAILED, actor)
            .with("verb", verb)
            .with("via", "web")
            .with("reason", reason));
  }

  private void record(String verb, Draft draft) {
    if (!mayRecord()) {
      return;
    }
    try {
      rooms.find(ProfileName.DEFAULT).journal().append(draft);
    } catch (Problem e) {
      log.error("auth.failed.unrecorded verb={}", verb, e);
    }
  }

  private boolean mayRecord() {
    lock.lock();
    try {
      if (time.nanos() - minute >= MINUTE) {
        minute = time.nanos();
        recorded = 0;
      }
      return ++recorded <= MAX_A_MINUTE;
    } finally {
      lock.unlock();
    }
  }
}
