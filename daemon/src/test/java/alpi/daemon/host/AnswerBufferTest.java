package alpi.daemon.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.RpcError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerBufferTest {
  private static final int SMALL = AnswerBuffer.SMALL_BYTES;

  private final AnswerMemory memory = new AnswerMemory(3 * SMALL);

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static void write(AnswerBuffer buffer, byte[] bytes) {
    buffer.write(bytes, 0, bytes.length);
  }

  @Test
  void keepsWhatIsWrittenInPiecesOfAnySize() {
    byte[] all = bytes(3 * SMALL + 17);
    var buffer = new AnswerBuffer(memory, all.length);
    int done = 0;
    for (int piece = 1; done < all.length; piece = piece * 3 % 7919 + 1) {
      int count = Math.min(piece, all.length - done);
      buffer.write(all, done, count);
      done += count;
    }
    assertEquals(Optional.empty(), buffer.refusal());
    assertArrayEquals(all, buffer.toBytes());
    assertEquals(0, memory.free());
    buffer.release();
    assertEquals(3 * SMALL, memory.free());
  }

  @Test
  void takesItsBoundAndNotAByteMore() {
    var buffer = new AnswerBuffer(memory, 100);
    write(buffer, bytes(100));
    assertEquals(Optional.empty(), buffer.refusal());
    buffer.write(1);
    assertEquals(Optional.of(ErrorCode.TOO_LARGE), buffer.refusal().map(RpcError::code));
    assertEquals(100, buffer.length());
  }

  @Test
  void smallAnswersNeedNoSharedMemory() {
    var buffer = new AnswerBuffer(new AnswerMemory(0), 2 * SMALL);
    write(buffer, bytes(SMALL));
    assertEquals(Optional.empty(), buffer.refusal());
    buffer.write(1);
    assertEquals(Optional.of(ErrorCode.BUSY), buffer.refusal().map(RpcError::code));
  }

  @Test
  void memoryThatOneHasIsNotThereForAnother() {
    var first = new AnswerBuffer(memory, 9 * SMALL);
    write(first, bytes(3 * SMALL));
    var second = new AnswerBuffer(memory, 9 * SMALL);
    write(second, bytes(3 * SMALL));
    assertEquals(Optional.of(ErrorCode.BUSY), second.refusal().map(RpcError::code));
    first.release();
    second.rollback(0);
    write(second, bytes(3 * SMALL));
    assertEquals(Optional.empty(), second.refusal());
  }

  @Test
  void goesBackToAnyEarlierLengthAndGivesTheMemoryBack() {
    byte[] all = bytes(3 * SMALL);
    for (int keep : new int[] {0, 1, SMALL - 1, SMALL, SMALL + 1, 2 * SMALL, 3 * SMALL - 1}) {
      var buffer = new AnswerBuffer(memory, 4 * SMALL);
      write(buffer, all);
      buffer.rollback(keep);
      assertEquals(keep, buffer.length());
      assertArrayEquals(Arrays.copyOf(all, keep), buffer.toBytes(), () -> "kept " + keep);
      buffer.force((byte) 7, (byte) 8);
      assertEquals(8, buffer.toBytes()[keep + 1]);
      buffer.release();
      assertEquals(3 * SMALL, memory.free(), () -> "kept " + keep);
    }
  }

  @Test
  void aReasonIsToldEvenWhereNothingFits() {
    var buffer = new AnswerBuffer(new AnswerMemory(0), SMALL);
    write(buffer, bytes(SMALL));
    buffer.force("why".getBytes(StandardCharsets.US_ASCII));
    assertEquals(SMALL + 3, buffer.toBytes().length);
  }
}
