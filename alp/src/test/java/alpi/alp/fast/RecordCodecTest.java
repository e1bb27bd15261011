package alpi.alp.fast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.BulkSuite;
import alpi.alp.crypto.Signature;
import alpi.alp.envelope.Envelopes;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
  private static final Sha256 ID = Sha256.of(new byte[] {1});
  private static final Manifest MANIFEST = new Manifest(700_000, ID, Sha256.of(new byte[] {2}));
  private static final Signature SIGNATURE = MANIFEST.offered(Envelopes.ANA);

  static List<LaneRecord> every() {
    ChunkMap map = ChunkMap.none(3);
    map.add(1);
    return List.of(
        new LaneRecord.Put(0, BulkSuite.AES_256_GCM, MANIFEST, SIGNATURE),
        new LaneRecord.Get(7, BulkSuite.CHACHA20_POLY1305, ID),
        new LaneRecord.Accept(new Want(true, map)),
        new LaneRecord.PutMany(
            1,
            BulkSuite.CHACHA20_POLY1305,
            new Batch(List.of(new Batch.Entry(ID, 0), new Batch.Entry(Sha256.of(ID.bytes()), 9))),
            SIGNATURE),
        new LaneRecord.SentMany(ID, SIGNATURE),
        new LaneRecord.Have(),
        new LaneRecord.Refused(BlobCode.QUOTA, "né"),
        new LaneRecord.Offer(MANIFEST, SIGNATURE),
        Leaves.of(new byte[64]),
        new LaneRecord.Fin(MANIFEST, SIGNATURE),
        new LaneRecord.Done(ID),
        new LaneRecord.Abort(BlobCode.BAD_CHUNK, 2),
        LaneRecord.Abort.of(BlobCode.BUSY),
        new LaneRecord.Need(new Want(false, ChunkMap.none(0))),
        new LaneRecord.Ping(-1),
        new LaneRecord.Pong(1),
        new LaneRecord.GoAway());
  }

  @Test
  void readsWhatItWrites() throws WireFault {
    for (LaneRecord record : every()) {
      assertEquals(record, RecordCodec.read(RecordCodec.type(record), RecordCodec.payload(record)));
    }
  }

  @Test
  void refusesAByteTooManyOrTooFew() {
    for (LaneRecord record : every()) {
      byte[] payload = RecordCodec.payload(record);
      int type = RecordCodec.type(record);
      boolean isOpenEnded = record instanceof LaneRecord.Refused || record instanceof Leaves;
      if (!isOpenEnded) {
        byte[] more = Arrays.copyOf(payload, payload.length + 1);
        assertThrows(WireFault.class, () -> RecordCodec.read(type, more), record.toString());
      }
      if (payload.length > 0 && !(record instanceof LaneRecord.Refused)) {
        byte[] less = Arrays.copyOf(payload, payload.length - 1);
        assertThrows(WireFault.class, () -> RecordCodec.read(type, less), record.toString());
      }
    }
  }

  @Test
  void carriesTheMapOfTheLargestBlob() throws WireFault {
    var want = new LaneRecord.Need(new Want(true, ChunkMap.none(Chunks.count(Chunks.MAX_BLOB))));
    byte[] payload = RecordCodec.payload(want);
    assertTrue(payload.length <= RecordCodec.MAX_PAYLOAD, () -> "bytes " + payload.length);
    assertEquals(want, RecordCodec.read(RecordCodec.NEED, payload));
    byte[] more = ByteBuffer.allocate(payload.length + 1).put(payload).putInt(1, 262_145).array();
    assertThrows(WireFault.class, () -> RecordCodec.read(RecordCodec.NEED, more));
  }

  @Test
  void carriesSoManyLeavesAndNoMore() {
    assertEquals(Leaves.MAX, Leaves.of(new byte[Leaves.MAX * 32]).count());
    assertTrue(Leaves.MAX * 32 <= RecordCodec.MAX_PAYLOAD);
    assertThrows(
        WireFault.class,
        () -> RecordCodec.read(RecordCodec.LEAVES, new byte[(Leaves.MAX + 1) * 32]));
    assertThrows(WireFault.class, () -> RecordCodec.read(RecordCodec.LEAVES, new byte[0]));
    assertThrows(WireFault.class, () -> RecordCodec.read(RecordCodec.LEAVES, new byte[33]));
  }

  @Test
  void refusesManifestsOfAnotherKindAndBlobsTooLarge() throws WireFault {
    byte[] good = RecordCodec.payload(new LaneRecord.Fin(MANIFEST, SIGNATURE));
    for (int at = 0; at < 4; at++) {
      byte[] other = good.clone();
      other[at] ^= 1;
      assertThrows(WireFault.class, () -> RecordCodec.read(RecordCodec.FIN, other));
    }
    byte[] largest = ByteBuffer.wrap(good.clone()).putLong(4, Chunks.MAX_BLOB).array();
    assertTrue(RecordCodec.read(RecordCodec.FIN, largest) instanceof LaneRecord.Fin);
    byte[] larger = ByteBuffer.wrap(good.clone()).putLong(4, Chunks.MAX_BLOB + 1).array();
    assertThrows(WireFault.class, () -> RecordCodec.read(RecordCodec.FIN, larger));
    byte[] negative = ByteBuffer.wrap(good.clone()).putLong(4, -1).array();
    assertThrows(WireFault.class, () -> RecordCodec.read(RecordCodec.FIN, negative));
  }

  @Test
  void refusesTypesCodesAndSuitesItDoesNotKnow() {
    assertThrows(WireFault.class, () -> RecordCodec.read(0x01, new byte[8]));
    byte[] abort = RecordCodec.payload(LaneRecord.Abort.of(BlobCode.BUSY));
    abort[3] = 1;
    assertThrows(WireFault.class, () -> RecordCodec.read(RecordCodec.ABORT, abort));
    byte[] get = RecordCodec.payload(new LaneRecord.Get(0, BulkSuite.AES_256_GCM, ID));
    get[5] = 3;
    assertThrows(WireFault.class, () -> RecordCodec.read(RecordCodec.OPEN, get));
    byte[] detail = RecordCodec.payload(new LaneRecord.Refused(BlobCode.BUSY, "ab"));
    detail[6] = '\n';
    assertThrows(WireFault.class, () -> RecordCodec.read(RecordCodec.ANSWER, detail));
  }

  @Test
  void judgesLengthsBeforeAnythingIsRead() throws WireFault {
    assertEquals(65_535, header(65_535, RecordCodec.NEED).length());
    assertThrows(WireFault.class, () -> header(65_536, RecordCodec.NEED));
    assertThrows(WireFault.class, () -> header(15, RecordCodec.PING));
    assertEquals(262_164, header(262_164, RecordCodec.DATA).length());
    assertThrows(WireFault.class, () -> header(262_165, RecordCodec.DATA));
    assertThrows(WireFault.class, () -> header(20, RecordCodec.DATA));
    assertEquals(21, header(21, RecordCodec.DATA).length());
  }

  private static RecordHeader header(int length, int type) throws WireFault {
    byte[] bytes = {(byte) (length >>> 16), (byte) (length >>> 8), (byte) length, (byte) type};
    return RecordHeader.read(bytes, 0);
  }

  @Test
  void opensRecordsOnceAndInOrder() throws WireFault {
    var pair = LaneSessions.pair(new Random(3));
    byte[] first = pair.caller().sealer().seal(new LaneRecord.Ping(1));
    byte[] second = pair.caller().sealer().seal(new LaneRecord.Ping(2));
    assertEquals(new LaneRecord.Ping(1), opened(pair.listener(), first));
    assertEquals(
        Fault.BAD_TAG, assertThrows(WireFault.class, () -> opened(pair.listener(), first)).fault());
    assertThrows(WireFault.class, () -> opened(pair.listener(), second));
    var other = LaneSessions.pair(new Random(4));
    byte[] record = other.caller().sealer().seal(new LaneRecord.Ping(1));
    record[3] = (byte) RecordCodec.PONG;
    assertThrows(WireFault.class, () -> opened(other.listener(), record));
  }

  @Test
  void endsASessionAfterSoManyRecords() throws WireFault {
    var pair = LaneSessions.pair(new Random(5));
    RecordSealer used = RecordSealer.after(RecordSealer.MAX_RECORDS - 1, pair.caller().sealer());
    used.seal(new LaneRecord.GoAway());
    assertEquals(
        Fault.EXHAUSTED,
        assertThrows(WireFault.class, () -> used.seal(new LaneRecord.GoAway())).fault());
  }

  private static LaneRecord opened(LaneSession session, byte[] record) throws WireFault {
    RecordHeader header = RecordHeader.read(record, 0);
    return session
        .opener()
        .open(header, Arrays.copyOfRange(record, RecordHeader.BYTES, record.length));
  }
}
