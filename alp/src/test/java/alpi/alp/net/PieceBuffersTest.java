package alpi.alp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class PieceBuffersTest {
  private final PieceBuffers buffers = PieceBuffers.of(new EmbeddedChannel());

  @Test
  void lendsWhatItTookBackAndEmpty() {
    ByteBuf first = buffers.lend();
    first.writeByte(1);
    buffers.giveBack(first);
    ByteBuf again = buffers.lend();
    assertSame(first, again);
    assertEquals(0, again.readableBytes());
    assertEquals(PieceBuffers.BYTES, again.writableBytes());
    again.release();
  }

  @Test
  void keepsNothingOfAnotherSize() {
    ByteBuf other = Unpooled.directBuffer(64);
    buffers.giveBack(other);
    assertEquals(0, other.refCnt());
  }

  @Test
  void letsGoOfWhatNobodyUses() {
    ByteBuf used = buffers.lend();
    ByteBuf spare = buffers.lend();
    buffers.giveBack(spare);
    buffers.trim();
    assertEquals(0, spare.refCnt());
    assertEquals(1, used.refCnt());
    buffers.giveBack(used);
    assertSame(used, buffers.lend());
    used.release();
  }

  @Test
  void keepsNothingAfterItsEnd() {
    ByteBuf lent = buffers.lend();
    buffers.close();
    buffers.giveBack(lent);
    assertEquals(0, lent.refCnt());
    assertNotSame(lent, buffers.lend());
  }

  @Test
  void readsFromTheSocketInWholeChunksOnceTheyAreExpected() {
    var channel = new EmbeddedChannel();
    PieceBuffers own = PieceBuffers.of(channel);
    var handle = own.newHandle();
    ByteBuf before = handle.allocate(channel.alloc());
    own.expectChunks();
    ByteBuf after = handle.allocate(channel.alloc());
    assertNotEquals(PieceBuffers.BYTES, before.capacity());
    assertEquals(PieceBuffers.BYTES, after.writableBytes());
    before.release();
    after.release();
  }
}
