package alpi.daemon.audit;

import alpi.alp.crypto.Identity;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.journal.Anchor;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Signs from time to time where the chain of a profile ends, and puts that down outside the
/// journal's file, so that what is cut off or rewritten later is missed.
///
/// What was recorded since the last checkpoint is vouched for by nobody: at most [#EVENTS] events
/// and what a minute brings, and at most [#AGE], while the daemon runs.
public final class Notary {
  /// So many new events are worth a checkpoint at once.
  public static final long EVENTS = 1_000;

  /// So long a single new event waits for one.
  public static final Duration AGE = Duration.ofMinutes(10);

  private final ProfileHome home;
  private final Journal journal;
  private final Tokens tokens;
  private final Time time;

  /// Guards the two fields below, and that checkpoints follow each other.
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable State state;
  private long since;

  public Notary(ProfileHome home, Journal journal, Tokens tokens, Time time) {
    this.home = home;
    this.journal = journal;
    this.tokens = tokens;
    this.time = time;
    this.since = time.nanos();
  }

  /// @param last the newest checkpoint, if there is one
  /// @param bytes of the file up to the end of its line
  private record State(Identity identity, Optional<Checkpoint> last, long bytes) {
    /// The last event that needs no other checkpoint: the one that tells of a checkpoint does not.
    long vouched() {
      return last.map(it -> it.seq() + 1).orElse(0L);
    }
  }

  /// Makes a checkpoint when enough was recorded since the last one, or the last one is old.
  public Optional<Checkpoint> round() {
    lock.lock();
    try {
      long fresh = journal.head() - opened().vouched();
      boolean due = fresh >= EVENTS || time.nanos() - since >= AGE.toNanos();
      return due && fresh > 0 ? Optional.of(make()) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /// Makes a checkpoint of what is recorded now; the last one again when nothing was recorded
  /// since.
  ///
  /// @throws Problem `corrupt` when key or checkpoints are not what was written, `not_found` for a
  ///   journal without events
  public Checkpoint now() {
    lock.lock();
    try {
      State known = opened();
      return known.last().filter(_ -> journal.head() <= known.vouched()).orElseGet(this::make);
    } finally {
      lock.unlock();
    }
  }

  /// The newest checkpoint there is; signs none.
  ///
  /// @throws Problem `corrupt` when key or checkpoints are not what was written
  public Optional<Checkpoint> latest() {
    lock.lock();
    try {
      return state == null && !Files.exists(AuditKey.publicFile(home), LinkOption.NOFOLLOW_LINKS)
          ? Optional.empty()
          : opened().last();
    } finally {
      lock.unlock();
    }
  }

  private Checkpoint make() {
    State known = opened();
    Event end =
        journal
            .find(journal.head())
            .orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND, "Nothing is recorded yet."));
    Checkpoint made =
        new Checkpoint.Claim(
                known.last().map(it -> it.number() + 1).orElse(1L),
                time.now(),
                home.name(),
                new Anchor(end.seq(), end.hash()),
                known.last().map(Checkpoint::lineHash).orElse(Checkpoint.FIRST),
                known.identity().key())
            .sign(known.identity());
    CheckpointFile.append(home, made, known.bytes());
    state =
        new State(known.identity(), Optional.of(made), known.bytes() + made.line().length() + 1);
    since = time.nanos();
    journal.later(
        Draft.of(EventKind.JOURNAL_CHECKPOINTED, Actor.SYSTEM)
            .with("number", made.number())
            .with("upto", made.seq())
            .with("key", made.key().brief()));
    return made;
  }

  private State opened() {
    State known = state;
    if (known == null) {
      Identity identity = AuditKey.open(home, tokens);
      CheckpointFile.Content content = CheckpointFile.read(home, Optional.of(identity.key()));
      content
          .fault()
          .ifPresent(fault -> {
            throw Problem.of(
                ErrorCode.CORRUPT, fault, "`alpi audit verify` tells what else is not as it was.");
          });
      known = new State(identity, content.last(), content.whole());
      state = known;
    }
    return known;
  }
}
