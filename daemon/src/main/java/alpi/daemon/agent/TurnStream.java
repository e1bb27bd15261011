package alpi.daemon.agent;

import alpi.daemon.agent.TurnEvent.Finished;
import alpi.daemon.agent.TurnEvent.Reasoning;
import alpi.daemon.agent.TurnEvent.Text;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.agent.Turns.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/// The events of one turn in order, for any number of watchers, each at its own pace.
///
/// Every piece that a watcher is handed has a position of its own, which only grows, over all
/// attempts at the turn: whoever comes back with the last one it saw gets the rest, once.
///
/// A watcher that is slow gets the deltas it missed as one piece, so the work for a turn grows with
/// its text and not with deltas times watchers. Pieces that nobody has taken yet keep growing; once
/// taken they are closed.
final class TurnStream {
  /// Positions of one attempt; the next attempt's begin above.
  private static final int ATTEMPT_BITS = 32;

  private static final Position START = new Position(0, 0, 0);

  /// Position before the first piece.
  private final long base;

  /// Guards all fields below; sinks are called after it is released.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition grown = lock.newCondition();
  private final List<Frame> frames = new ArrayList<>();

  /// Frames below this index were taken by some watcher and no longer grow.
  private int taken;

  private boolean over;

  /// @param attempt which attempt at the turn this tells of: larger than that of any stream before
  TurnStream(int attempt) {
    this.base = (long) attempt << ATTEMPT_BITS;
  }

  private sealed interface Frame {}

  private record Fact(TurnEvent event) implements Frame {}

  /// @param visible whether it is answer text; otherwise reasoning
  private record Piece(boolean visible, int step, int offset, StringBuilder text) implements Frame {
    int end() {
      return offset + text.length();
    }

    TurnEvent from(int start) {
      String rest = text.substring(start - offset);
      return visible ? new Text(step, start, rest) : new Reasoning(step, start, rest);
    }
  }

  /// Adds what happened. Nothing follows the end.
  void add(TurnEvent event) {
    lock.lock();
    try {
      if (over) {
        return;
      }
      switch (event) {
        case Text text -> addPiece(true, text.step(), text.offset(), text.text());
        case Reasoning text -> addPiece(false, text.step(), text.offset(), text.text());
        default -> frames.add(new Fact(event));
      }
      over = event instanceof Finished;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void addPiece(boolean visible, int step, int offset, String text) {
    boolean open = frames.size() > taken;
    if (open
        && frames.getLast() instanceof Piece last
        && last.visible() == visible
        && last.step() == step
        && last.end() == offset) {
      last.text().append(text);
      return;
    }
    frames.add(new Piece(visible, step, offset, new StringBuilder(text)));
  }

  boolean over() {
    lock.lock();
    try {
      return over;
    } finally {
      lock.unlock();
    }
  }

  /// Hands every event after `position` to `sink`, in order, until the turn is over.
  TurnResult watch(Optional<Position> position, BiConsumer<Long, TurnEvent> sink)
      throws InterruptedException {
    OptionalInt known = position.map(last -> index(last.seq())).orElse(OptionalInt.of(0));
    Position seen = known.isPresent() ? START : position.orElse(START);
    int next = known.orElse(0);
    while (true) {
      for (Frame frame : await(next)) {
        next++;
        deliver(frame, base + next, seen, sink);
        if (frame instanceof Fact(Finished(TurnResult result))) {
          return result;
        }
      }
    }
  }

  /// The index behind the piece of this position; empty for a position that another stream gave
  /// out, in an earlier attempt or by an earlier daemon: its text tells what was seen.
  private OptionalInt index(long seq) {
    lock.lock();
    try {
      long at = seq - base;
      return at >= 0 && at <= frames.size() ? OptionalInt.of((int) at) : OptionalInt.empty();
    } finally {
      lock.unlock();
    }
  }

  private List<Frame> await(int next) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (frames.size() <= next) {
        grown.await();
      }
      taken = frames.size();
      return List.copyOf(frames.subList(next, taken));
    } finally {
      lock.unlock();
    }
  }

  private static void deliver(
      Frame frame, long seq, Position start, BiConsumer<Long, TurnEvent> sink) {
    switch (frame) {
      case Fact(TurnEvent event) -> sink.accept(seq, event);
      case Piece piece -> {
        int from = seen(piece, start);
        if (from < piece.end()) {
          sink.accept(seq, piece.from(from));
        }
      }
    }
  }

  /// Where in the piece's step the watcher stands. Reasoning before the watcher's step counts as
  /// seen.
  private static int seen(Piece piece, Position start) {
    if (piece.step() < start.step()) {
      return piece.end();
    }
    boolean partly = piece.visible() && piece.step() == start.step();
    return partly ? Math.max(piece.offset(), start.offset()) : piece.offset();
  }
}
