package alpi.alp.net;

import alpi.alp.blob.Chunks;
import alpi.alp.fast.ChunkSealer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/// The memory outside the heap through which the chunks of one connection pass, used again and
/// again: to take it anew for each chunk, and clear it, costs as much as to seal the chunk. The
/// socket is read into it too, once it is known that chunks will come.
final class PieceBuffers implements RecvByteBufAllocator {
  /// A sealed chunk with all that goes before and behind it.
  static final int BYTES = Chunks.BYTES + ChunkSealer.OVERHEAD;

  /// Guards what follows.
  private final ReentrantLock lock = new ReentrantLock();

  private final Deque<ByteBuf> spare = new ArrayDeque<>();
  private boolean over;
  private volatile boolean expected;

  private PieceBuffers() {}

  /// Those of a channel of which nothing was read yet: how it is read cannot be changed later.
  static PieceBuffers of(Channel channel) {
    var buffers = new PieceBuffers();
    channel.config().setRecvByteBufAllocator(buffers);
    return buffers;
  }

  /// Reads from the socket in whole chunks from now on.
  void expectChunks() {
    expected = true;
  }

  /// An empty buffer of [#BYTES]; the caller gives it back.
  ByteBuf lend() {
    lock.lock();
    try {
      ByteBuf kept = spare.pollLast();
      return kept == null ? Unpooled.directBuffer(BYTES, BYTES) : kept;
    } finally {
      lock.unlock();
    }
  }

  /// Takes a buffer that nobody else holds any more; what was read before chunks were expected is
  /// of another size, and not kept.
  void giveBack(ByteBuf lent) {
    lock.lock();
    try {
      if (over || lent.capacity() != BYTES) {
        lent.release();
      } else {
        spare.addLast(lent.clear());
      }
    } finally {
      lock.unlock();
    }
  }

  /// Lets go of what nobody uses now.
  void trim() {
    lock.lock();
    try {
      spare.forEach(ByteBuf::release);
      spare.clear();
    } finally {
      lock.unlock();
    }
  }

  /// Keeps nothing from now on.
  void close() {
    lock.lock();
    try {
      over = true;
      trim();
    } finally {
      lock.unlock();
    }
  }

  // Netty deprecates the type, but its interface returns no other.
  @Override
  @SuppressWarnings("deprecation")
  public Handle newHandle() {
    return new DelegatingHandle(new AdaptiveRecvByteBufAllocator().newHandle()) {
      @Override
      public ByteBuf allocate(ByteBufAllocator usual) {
        return expected ? lend() : super.allocate(usual);
      }
    };
  }
}
