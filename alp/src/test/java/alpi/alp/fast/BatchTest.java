package alpi.alp.fast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.BulkSuite;
import alpi.alp.crypto.Signature;
import alpi.alp.envelope.Envelopes;
import alpi.alp.wire.WireFault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static Batch.Entry entry(int number, int size) {
    return new Batch.Entry(
        Sha256.of(ByteBuffer.allocate(Integer.BYTES).putInt(number).array()), size);
  }

  private static List<Batch.Entry> entries(int count, int size) {
    List<Batch.Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(entry(i, size));
    }
    return entries;
  }

  @Test
  void hasSoManyBlobsOfSoManyBytesAndNoMore() {
    assertEquals(Batch.MAX, new Batch(entries(Batch.MAX, 4_096)).count());
    assertEquals(Batch.MAX_BYTES, new Batch(entries(16, Chunks.BYTES)).size());
    assertThrows(IllegalArgumentException.class, () -> new Batch(entries(Batch.MAX + 1, 0)));
    assertThrows(IllegalArgumentException.class, () -> new Batch(entries(17, Chunks.BYTES)));
    assertThrows(IllegalArgumentException.class, () -> entry(1, Chunks.BYTES + 1));
    assertThrows(IllegalArgumentException.class, () -> entry(1, -1));
    assertThrows(IllegalArgumentException.class, () -> new Batch(List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> new Batch(List.of(entry(1, 2), entry(1, 2))));
  }

  @Test
  void theLargestFitsIntoOneRecord() throws WireFault {
    var batch = new Batch(entries(Batch.MAX, 1));
    var many =
        new LaneRecord.PutMany(0, BulkSuite.CHACHA20_POLY1305, batch, batch.offered(Envelopes.ANA));
    byte[] payload = RecordCodec.payload(many);
    assertTrue(payload.length <= RecordCodec.MAX_PAYLOAD);
    assertEquals(many, RecordCodec.read(RecordCodec.OPEN, payload));
  }

  @Test
  void refusesListsThatAreNone() {
    byte[] one = new Batch(entries(1, 5)).bytes();
    byte[] large = one.clone();
    ByteBuffer.wrap(large).putInt(Sha256.BYTES, Chunks.BYTES + 1);
    byte[] twice = new byte[2 * one.length];
    System.arraycopy(one, 0, twice, 0, one.length);
    System.arraycopy(one, 0, twice, one.length, one.length);
    for (byte[] wrong : List.of(new byte[0], new byte[7], large, twice)) {
      assertThrows(WireFault.class, () -> Batch.read(wrong));
    }
  }

  @Test
  void aWordForOnePurposeOrBatchIsNoneForAnother() {
    var batch = new Batch(entries(2, 5));
    Signature offered = batch.offered(Envelopes.ANA);
    assertTrue(batch.isOffered(Envelopes.ANA.key(), offered));
    assertFalse(batch.isSent(Envelopes.ANA.key(), offered));
    assertFalse(batch.isOffered(Envelopes.BEN.key(), offered));
    assertFalse(new Batch(entries(2, 6)).isOffered(Envelopes.ANA.key(), offered));
  }
}
