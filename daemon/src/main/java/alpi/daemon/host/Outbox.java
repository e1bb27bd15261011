package alpi.daemon.host;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The bytes on their way to one client. Many threads write whole lines; the channel's own thread
/// takes what has gathered in one go, so a burst of small lines costs one system call.
///
/// Bounded: a thread that writes faster than the client reads waits, and a client that reads
/// nothing for the stall time is given up.
public final class Outbox {
  private static final int CHUNK_BYTES = 64 << 10;
  private static final int FIRST_BYTES = 1 << 10;

  private final Channel channel;
  private final long bound;
  private final long stallNanos;
  private final Runnable onStall;

  /// Guards all fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition room = lock.newCondition();
  private final List<Chunk> full = new ArrayList<>();
  private @Nullable ByteBuf filling;
  private long queued;
  private boolean scheduled;
  private boolean closed;
  private boolean closeWhenEmpty;

  public Outbox(Channel channel, HostLimits limits, Runnable onStall) {
    this.channel = channel;
    this.bound = limits.outboundBytes();
    this.stallNanos = limits.stall().toNanos();
    this.onStall = onStall;
  }

  /// Bytes on their way, and what to do once they left.
  private record Chunk(ByteBuf bytes, Runnable left) {}

  /// Queues an answer that ends with its newline, waiting for room. Its memory is given back once
  /// the client has it, or is gone.
  ///
  /// @return whether the client is still there
  boolean write(AnswerBuffer answer) throws InterruptedException {
    if (answer.length() <= AnswerBuffer.SMALL_BYTES) {
      boolean there = write(answer.toBytes());
      answer.release();
      return there;
    }
    boolean kept = false;
    lock.lockInterruptibly();
    try {
      if (awaitRoom()) {
        appendLarge(answer);
        kept = true;
      } else if (closed) {
        return false;
      }
    } finally {
      lock.unlock();
      if (!kept) {
        answer.release();
      }
    }
    if (!kept) {
      onStall.run();
    }
    return kept;
  }

  /// Queues whole lines, waiting for room.
  ///
  /// @return whether the client is still there
  boolean write(byte[] lines, int length) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (awaitRoom()) {
        append(lines, length);
        return true;
      }
      if (closed) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    onStall.run();
    return false;
  }

  boolean write(byte[] lines) throws InterruptedException {
    return write(lines, lines.length);
  }

  /// Queues a last word without waiting, for threads that must not and lines that end things.
  public void force(byte[] line) {
    lock.lock();
    try {
      if (!closed) {
        append(line, line.length);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Closes the channel once everything queued has left.
  public void closeWhenEmpty() {
    lock.lock();
    try {
      closeWhenEmpty = true;
      if (queued == 0) {
        var _ = channel.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Forgets what is queued: the channel is gone.
  public void close() {
    lock.lock();
    try {
      closed = true;
      room.signalAll();
      takeAll().forEach(Outbox::drop);
    } finally {
      lock.unlock();
    }
  }

  /// @return false when the channel closed or nothing moved for the stall time
  private boolean awaitRoom() throws InterruptedException {
    while (!closed && queued >= bound) {
      long before = queued;
      if (!room.await(stallNanos, TimeUnit.NANOSECONDS) && queued >= before) {
        return false;
      }
    }
    return !closed;
  }

  private void append(byte[] lines, int length) {
    ByteBuf into = filling;
    if (into == null) {
      into = channel.alloc().directBuffer(Math.max(FIRST_BYTES, length));
      filling = into;
    }
    into.writeBytes(lines, 0, length);
    queued += length;
    if (into.readableBytes() >= CHUNK_BYTES) {
      finishFilling();
    }
    schedule();
  }

  private void appendLarge(AnswerBuffer answer) {
    finishFilling();
    ByteBuf bytes = channel.alloc().directBuffer(answer.length(), answer.length());
    answer.copyTo(bytes);
    full.add(new Chunk(bytes, answer::release));
    queued += answer.length();
    schedule();
  }

  private void finishFilling() {
    if (filling != null) {
      full.add(new Chunk(filling, Outbox::nothing));
      filling = null;
    }
  }

  /// Small pieces hold no memory that others wait for.
  private static void nothing() {}

  private void schedule() {
    if (!scheduled) {
      scheduled = true;
      channel.eventLoop().execute(this::flush);
    }
  }

  private static void drop(Chunk chunk) {
    chunk.bytes().release();
    chunk.left().run();
  }

  private void flush() {
    List<Chunk> chunks;
    lock.lock();
    try {
      scheduled = false;
      chunks = takeAll();
    } finally {
      lock.unlock();
    }
    for (Chunk chunk : chunks) {
      int bytes = chunk.bytes().readableBytes();
      var _ = channel.write(chunk.bytes()).addListener(_ -> left(bytes, chunk.left()));
    }
    channel.flush();
  }

  private List<Chunk> takeAll() {
    finishFilling();
    List<Chunk> chunks = new ArrayList<>(full);
    full.clear();
    return chunks;
  }

  private void left(int bytes, Runnable told) {
    told.run();
    lock.lock();
    try {
      queued -= bytes;
      room.signalAll();
      if (closeWhenEmpty && queued == 0) {
        var _ = channel.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
