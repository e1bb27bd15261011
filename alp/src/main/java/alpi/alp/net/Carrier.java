package alpi.alp.net;

import alpi.alp.link.LinkOutput;
import alpi.alp.wire.Moment;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Carries the bytes of one connection to a session and back. The event loop copies and hands over;
/// the session lives in the mailbox.
///
/// A session that is ahead of the other side waits there until what it wrote has left, and so does
/// whoever answers through it; one that is behind stops the reading.
abstract class Carrier extends ChannelInboundHandlerAdapter {
  /// Bytes that may wait for the session before reading stops.
  static final int READ_AHEAD = 256 * 1024;

  private final Clock clock;
  private final Channel channel;
  private final long stallNanos;
  private final Mailbox mailbox = new Mailbox();
  private final AtomicLong unread = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();

  /// Guards nothing: only waits for the channel to become writable.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition writable = lock.newCondition();
  private Optional<Moment> armed = Optional.empty();
  private Optional<ScheduledFuture<?>> timer = Optional.empty();

  Carrier(Clock clock, Channel channel, NetLimits limits) {
    this.clock = clock;
    this.channel = channel;
    this.stallNanos = limits.stall().toNanos();
  }

  abstract List<LinkOutput> received(byte[] bytes, Moment now);

  abstract List<LinkOutput> tick(Moment now);

  abstract List<LinkOutput> disconnected();

  abstract Optional<Moment> deadline();

  /// Is told, in the mailbox, all that is neither to be sent nor to be closed.
  abstract void told(LinkOutput output);

  /// Is called in the mailbox after each thing the session did.
  abstract void settled();

  final Channel channel() {
    return channel;
  }

  /// What has gone through so far.
  public final Traffic traffic() {
    return new Traffic(sent.get(), received.get());
  }

  final Moment now() {
    return clock.now();
  }

  /// Runs `task` in the mailbox. A failure of ours ends the connection, not the mailbox.
  final void post(Runnable task) {
    mailbox.post(() -> {
      try {
        task.run();
      } catch (RuntimeException ours) {
        var _ = channel.close();
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, ours);
      }
    });
  }

  /// Does what a session wants done. In the mailbox only.
  final void perform(List<LinkOutput> outputs) {
    for (LinkOutput output : outputs) {
      switch (output) {
        case LinkOutput.Send send -> write(send.bytes());
        case LinkOutput.Closed closed -> {
          var _ = channel.close();
          told(closed);
        }
        case LinkOutput.Opened _,
            LinkOutput.Deliver _,
            LinkOutput.Denied _,
            LinkOutput.Dropped _,
            LinkOutput.Abandoned _,
            LinkOutput.Heard _ ->
            told(output);
      }
    }
    arm();
    settled();
  }

  private void write(byte[] bytes) {
    sent.addAndGet(bytes.length);
    var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
    lock.lock();
    try {
      long left = stallNanos;
      while (!channel.isWritable() && channel.isActive()) {
        if (left <= 0) {
          var _ = channel.close();
          return;
        }
        left = writable.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var _ = channel.close();
    } finally {
      lock.unlock();
    }
  }

  private void arm() {
    Optional<Moment> deadline = deadline();
    if (deadline.equals(armed)) {
      return;
    }
    armed = deadline;
    try {
      timer.ifPresent(old -> old.cancel(false));
      timer = deadline.map(this::schedule);
    } catch (RejectedExecutionException _) {
      // The event loop has ended, and with it all there was to wait for.
      timer = Optional.empty();
    }
  }

  private ScheduledFuture<?> schedule(Moment at) {
    long nanos = Math.max(0, at.nanos() - now().nanos());
    return channel.eventLoop().schedule(() -> post(this::onTimer), nanos, TimeUnit.NANOSECONDS);
  }

  private void onTimer() {
    armed = Optional.empty();
    perform(tick(now()));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf buffer = (ByteBuf) message;
    byte[] bytes;
    try {
      bytes = new byte[buffer.readableBytes()];
      buffer.readBytes(bytes);
    } finally {
      buffer.release();
    }
    received.addAndGet(bytes.length);
    if (unread.addAndGet(bytes.length) > READ_AHEAD) {
      context.channel().config().setAutoRead(false);
    }
    post(() -> {
      perform(received(bytes, now()));
      if (unread.addAndGet(-bytes.length) <= READ_AHEAD / 2) {
        channel.config().setAutoRead(true);
      }
    });
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    wake();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    wake();
    post(() -> perform(disconnected()));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }

  private void wake() {
    lock.lock();
    try {
      writable.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
