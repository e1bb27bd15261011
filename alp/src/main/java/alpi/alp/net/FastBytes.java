package alpi.alp.net;

import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The bytes of one connection of the fast lane, read and written by virtual threads that wait: for
/// bytes to come, or for the other side to take what was written. Reading from the socket stops
/// while [#READ_AHEAD] buffers wait.
final class FastBytes extends ChannelInboundHandlerAdapter implements AutoCloseable {
  /// Buffers that may wait to be read before the socket is left alone: 2 MiB at most, and no more
  /// of them where they hold a byte each.
  static final int READ_AHEAD = 8;

  private static final int WRITE_AHEAD = 1 << 20;
  private static final long LINGER_MILLIS = 2_000;

  private final Channel channel;
  private final long stallNanos;
  private final PieceBuffers buffers;

  /// Guards what follows.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition arrived = lock.newCondition();
  private final Condition writable = lock.newCondition();
  private final Deque<ByteBuf> waiting = new ArrayDeque<>();
  private boolean over;

  FastBytes(Channel channel, PieceBuffers buffers, Duration stall) {
    this.channel = channel;
    this.buffers = buffers;
    this.stallNanos = stall.toNanos();
  }

  /// Prepares the channel for large pieces.
  void prepare() {
    buffers.expectChunks();
    channel
        .config()
        .setWriteBufferWaterMark(new WriteBufferWaterMark(WRITE_AHEAD / 2, WRITE_AHEAD));
  }

  Channel channel() {
    return channel;
  }

  /// Fills `into`, waiting for the bytes.
  ///
  /// @param patience for all of them: who sends a byte now and then is not waited for longer than
  ///   who sends none
  /// @throws WireFault when they do not come in time, or the connection ends before
  void read(byte[] into, int from, int length, Duration patience)
      throws WireFault, InterruptedException {
    int at = from;
    long left = patience.toNanos();
    while (at < from + length) {
      boolean resume;
      lock.lockInterruptibly();
      try {
        left = await(left);
        int before = waiting.size();
        at += take(into, at, from + length - at);
        resume = before > READ_AHEAD / 2 && waiting.size() == READ_AHEAD / 2;
      } finally {
        lock.unlock();
      }
      if (resume) {
        channel.config().setAutoRead(true);
      }
    }
  }

  /// Some of what waits; under the lock.
  private int take(byte[] into, int at, int most) {
    ByteBuf first = waiting.getFirst();
    int taken = Math.min(most, first.readableBytes());
    first.readBytes(into, at, taken);
    if (!first.isReadable()) {
      buffers.giveBack(waiting.removeFirst());
    }
    return taken;
  }

  /// Until something waits; under the lock.
  ///
  /// @return nanoseconds of patience that are left
  private long await(long patience) throws WireFault, InterruptedException {
    long left = patience;
    while (waiting.isEmpty()) {
      if (over) {
        throw new WireFault(Fault.CLOSED, "the connection ended");
      }
      if (left <= 0) {
        throw new WireFault(Fault.TIMEOUT, "nothing came in time");
      }
      left = arrived.awaitNanos(left);
    }
    return left;
  }

  /// Whether bytes wait to be read, or none will come any more.
  boolean hasNews() {
    lock.lock();
    try {
      return over || !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// Writes a copy of the bytes, and waits while too many are under way.
  void write(byte[] bytes, int length) throws WireFault, InterruptedException {
    ByteBuf out = buffers.lend().writeBytes(bytes, 0, length);
    var _ = channel.writeAndFlush(out.retain()).addListener(_ -> buffers.giveBack(out));
    lock.lockInterruptibly();
    try {
      long left = stallNanos;
      while (!channel.isWritable() && channel.isActive()) {
        if (left <= 0) {
          close();
          throw new WireFault(Fault.TIMEOUT, "the other side takes nothing");
        }
        left = writable.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
    if (!channel.isActive()) {
      throw new WireFault(Fault.CLOSED, "the connection ended");
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf buffer = (ByteBuf) message;
    boolean full;
    lock.lock();
    try {
      if (over || !buffer.isReadable()) {
        buffer.release();
        return;
      }
      waiting.addLast(buffer);
      full = waiting.size() >= READ_AHEAD;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    if (full) {
      channel.config().setAutoRead(false);
      resumeIfDrained();
    }
  }

  /// The reader may have taken what waited, and found the socket still being read, just before it
  /// was left alone: nobody else would read it again.
  private void resumeIfDrained() {
    boolean drained;
    lock.lock();
    try {
      drained = waiting.size() <= READ_AHEAD / 2;
    } finally {
      lock.unlock();
    }
    if (drained) {
      channel.config().setAutoRead(true);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    lock.lock();
    try {
      writable.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }

  private void end() {
    lock.lock();
    try {
      over = true;
      arrived.signalAll();
      writable.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Keeps no memory for pieces while none are expected.
  void rest() {
    buffers.trim();
  }

  /// Reads on and throws away until the other side closes, for a moment at most.
  void linger() {
    release();
    try {
      channel.config().setAutoRead(true);
      var _ = channel.eventLoop().schedule(this::close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      close();
    }
  }

  /// Forgets what was not read. For the reader, when it is done.
  void release() {
    lock.lock();
    try {
      over = true;
      waiting.forEach(ByteBuf::release);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    buffers.close();
  }

  @Override
  public void close() {
    var _ = channel.close();
    end();
  }
}
