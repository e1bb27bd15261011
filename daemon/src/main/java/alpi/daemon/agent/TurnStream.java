package alpi.daemon.agent;

import alpi.daemon.agent.TurnEvent.Finished;
import alpi.daemon.agent.TurnEvent.Reasoning;
import alpi.daemon.agent.TurnEvent.Text;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.agent.Turns.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/// The events of one turn in order, for any number of watchers, each at its own pace.
///
/// Text is a position, not a fact: a watcher that is slow gets the deltas it missed as one piece,
/// so the work for a turn grows with its text and not with deltas times watchers. Pieces that
/// nobody has taken yet keep growing; once taken they are closed.
final class TurnStream {
  /// Guards all fields; sinks are called after it is released.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition grown = lock.newCondition();
  private final List<Frame> frames = new ArrayList<>();

  /// Frames below this index were taken by some watcher and no longer grow.
  private int taken;

  private boolean over;

  /// One event and the journal number up to which its watcher has been told.
  private sealed interface Frame {}

  private record Fact(long seq, TurnEvent event) implements Frame {}

  /// @param visible whether it is answer text; otherwise reasoning
  private record Piece(long seq, boolean visible, int step, int offset, StringBuilder text)
      implements Frame {
    int end() {
      return offset + text.length();
    }

    TurnEvent from(int start) {
      String rest = text.substring(start - offset);
      return visible ? new Text(step, start, rest) : new Reasoning(step, start, rest);
    }
  }

  /// Adds an event that happened at journal number `seq`.
  void add(long seq, TurnEvent event) {
    lock.lock();
    try {
      switch (event) {
        case Text text -> addPiece(seq, true, text.step(), text.offset(), text.text());
        case Reasoning text -> addPiece(seq, false, text.step(), text.offset(), text.text());
        case Finished finished -> {
          frames.add(new Fact(seq, finished));
          over = true;
        }
        default -> frames.add(new Fact(seq, event));
      }
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void addPiece(long seq, boolean visible, int step, int offset, String text) {
    boolean open = frames.size() > taken;
    if (open
        && frames.getLast() instanceof Piece last
        && last.visible() == visible
        && last.step() == step
        && last.end() == offset) {
      last.text().append(text);
      return;
    }
    frames.add(new Piece(seq, visible, step, offset, new StringBuilder(text)));
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
    Position start = position.orElse(new Position(0, 0, 0));
    int next = after(start.seq());
    while (true) {
      List<Frame> fresh = await(next);
      next += fresh.size();
      for (Frame frame : fresh) {
        deliver(frame, start, sink);
        if (frame instanceof Fact(_, Finished(TurnResult result))) {
          return result;
        }
      }
    }
  }

  /// The index behind the fact that the watcher saw last. Facts of parallel calls may be told in
  /// another order than they were recorded in, so the place in the stream counts and not the size
  /// of the number.
  private int after(long seq) {
    lock.lock();
    try {
      for (int at = 0; at < frames.size(); at++) {
        if (frames.get(at) instanceof Fact(long known, TurnEvent _) && known == seq) {
          return at + 1;
        }
      }
      return 0;
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

  private static void deliver(Frame frame, Position start, BiConsumer<Long, TurnEvent> sink) {
    switch (frame) {
      case Fact(long seq, TurnEvent event) -> sink.accept(seq, event);
      case Piece piece -> {
        int from = seen(piece, start);
        if (from < piece.end()) {
          sink.accept(piece.seq(), piece.from(from));
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
