package alpi.alp.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.envelope.Envelopes;
import alpi.alp.fast.Batch;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.LaneRecord;
import alpi.alp.fast.LaneRecord.Abort;
import alpi.alp.fast.LaneRecord.Accept;
import alpi.alp.fast.LaneRecord.Done;
import alpi.alp.fast.LaneRecord.Have;
import alpi.alp.fast.LaneRecord.Refused;
import alpi.alp.fast.LaneRecord.SentMany;
import alpi.alp.wire.WireFault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchReceiverTest {
  private final MemoryPort port = new MemoryPort();

  private static Packed packed(long seed, int... sizes) {
    var random = new Random(seed);
    List<Batch.Entry> entries = new ArrayList<>();
    List<byte[]> contents = new ArrayList<>();
    for (int size : sizes) {
      byte[] content = new byte[size];
      random.nextBytes(content);
      entries.add(new Batch.Entry(Sha256.of(content), size));
      contents.add(content);
    }
    return new Packed(new Batch(entries), contents);
  }

  private BatchReceiver receiver() {
    return new BatchReceiver(port, Envelopes.ANA.key());
  }

  private static LaneRecord offer(BatchReceiver receiver, Packed packed) {
    return receiver.offered(packed.batch(), packed.batch().offered(Envelopes.ANA));
  }

  /// Sends all, with a byte of the stream changed where `flip` is one.
  private LaneRecord sent(Packed packed, int flip) throws WireFault {
    BatchReceiver receiver = receiver();
    LaneRecord answer = offer(receiver, packed);
    if (!(answer instanceof Accept(var want))) {
      return answer;
    }
    var sender = new BatchSender(Envelopes.ANA, packed);
    sender.wanted(want);
    byte[] piece = new byte[Chunks.BYTES];
    int at = 0;
    while (true) {
      switch (sender.next(piece).orElseThrow()) {
        case BlobSender.Item.Chunk(int index, boolean last, int length) -> {
          if (flip >= at && flip < at + length) {
            piece[flip - at] ^= 1;
          }
          at += length;
          assertEquals(last, receiver.isLast(index));
          Optional<LaneRecord> end = receiver.piece(index, piece, length);
          if (end.isPresent()) {
            return end.get();
          }
        }
        case BlobSender.Item.Say(LaneRecord said) -> {
          assertEquals(Optional.empty(), sender.next(piece));
          return receiver.finished(assertInstanceOf(SentMany.class, said));
        }
      }
    }
  }

  @Test
  void takesBlobsOfEverySizeAndTheSecondTimeNone() throws WireFault {
    Packed packed = packed(1, 1, 4_096, 0, Chunks.BYTES, 300, Chunks.BYTES - 1);
    assertEquals(new Done(packed.batch().digest()), sent(packed, -1));
    for (int i = 0; i < packed.batch().count(); i++) {
      Sha256 id = packed.batch().entries().get(i).id();
      assertArrayEquals(packed.contents().get(i), port.visible.get(id));
    }
    assertEquals(new Have(), sent(packed, -1));
  }

  @Test
  void takesOneThatIsEmptyAndNothingElse() throws WireFault {
    Packed packed = packed(2, 0);
    assertEquals(new Done(packed.batch().digest()), sent(packed, -1));
    assertTrue(port.visible.containsKey(Sha256.of(new byte[0])));
  }

  @Test
  void asksOnlyForWhatIsMissing() throws WireFault {
    assertInstanceOf(Done.class, sent(packed(3, 100, 200), -1));
    Packed more = packed(3, 100, 200, 50);
    Accept accept = assertInstanceOf(Accept.class, offer(receiver(), more));
    assertEquals(2, accept.want().have().present());
    assertEquals(50, more.batch().missing(accept.want().have()));
    assertInstanceOf(Done.class, sent(more, -1));
  }

  @Test
  void namesTheBlobThatIsAnotherAndTakesNone() throws WireFault {
    Packed packed = packed(4, 1_000, 2_000, 3_000);
    assertEquals(new Abort(BlobCode.BAD_HASH, 1), sent(packed, 1_500));
    assertTrue(port.visible.isEmpty());
    assertInstanceOf(Done.class, sent(packed, -1));
  }

  @Test
  void refusesPiecesOutOfTurnAndAnEndBeforeTheEnd() {
    Packed packed = packed(5, Chunks.BYTES, 10);
    byte[] piece = Arrays.copyOf(packed.contents().getFirst(), Chunks.BYTES);
    BatchReceiver early = receiver();
    offer(early, packed);
    assertInstanceOf(Abort.class, early.finished(end(packed)));
    assertTrue(early.piece(0, piece, Chunks.BYTES).isPresent());
    BatchReceiver second = receiver();
    offer(second, packed);
    assertEquals(Optional.of(new Abort(BlobCode.BAD_CHUNK, 1)), second.piece(1, piece, 10));
    BatchReceiver length = receiver();
    offer(length, packed);
    assertTrue(length.piece(0, piece, Chunks.BYTES - 1).isPresent());
    BatchReceiver twice = receiver();
    offer(twice, packed);
    assertEquals(Optional.empty(), twice.piece(0, piece, Chunks.BYTES));
    assertTrue(twice.piece(0, piece, Chunks.BYTES).isPresent());
    assertTrue(port.visible.isEmpty());
  }

  private static SentMany end(Packed packed) {
    return new SentMany(packed.batch().digest(), packed.batch().sent(Envelopes.ANA));
  }

  @Test
  void takesNothingThatTheSenderDidNotSignFor() {
    Packed packed = packed(6, 5);
    BatchReceiver wrong = receiver();
    assertEquals(
        BlobCode.BAD_SIGNATURE,
        assertInstanceOf(
                Refused.class, wrong.offered(packed.batch(), packed.batch().offered(Envelopes.BEN)))
            .code());
    BatchReceiver receiver = receiver();
    offer(receiver, packed);
    assertEquals(Optional.empty(), receiver.piece(0, packed.contents().getFirst(), 5));
    var forged = new SentMany(packed.batch().digest(), packed.batch().offered(Envelopes.ANA));
    assertEquals(Abort.of(BlobCode.BAD_SIGNATURE), receiver.finished(forged));
    assertTrue(port.visible.isEmpty());
  }
}
