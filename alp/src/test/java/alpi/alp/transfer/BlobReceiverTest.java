package alpi.alp.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.crypto.Signature;
import alpi.alp.envelope.Envelopes;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.LaneRecord;
import alpi.alp.fast.LaneRecord.Abort;
import alpi.alp.fast.LaneRecord.Accept;
import alpi.alp.fast.Leaves;
import alpi.alp.fast.Manifest;
import alpi.alp.wire.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlobReceiverTest {
  private static final PeerKey ANA = Envelopes.ANA.key();

  private final MemoryPort port = new MemoryPort();
  private byte[] blob = new byte[0];
  private MemoryPort.MemorySource source = new MemoryPort.MemorySource(blob);

  @BeforeEach
  void make() {
    blob = new byte[3 * Chunks.BYTES + 7];
    new Random(11).nextBytes(blob);
    source = new MemoryPort.MemorySource(blob);
  }

  private BlobReceiver receiver() {
    return new BlobReceiver(port, ANA, new InlineHash());
  }

  private LaneRecord offer(BlobReceiver receiver) throws InterruptedException {
    Manifest manifest = source.manifest();
    return receiver.offered(manifest, manifest.offered(Envelopes.ANA));
  }

  private BlobReceiver receiving() throws InterruptedException {
    BlobReceiver receiver = receiver();
    Accept accept = assertInstanceOf(Accept.class, offer(receiver));
    if (accept.want().leaves()) {
      assertEquals(Optional.empty(), receiver.leaves(Leaves.of(source.leaves(0, 4))));
    }
    return receiver;
  }

  private Optional<LaneRecord> chunk(BlobReceiver receiver, int index) throws InterruptedException {
    byte[] bytes = new byte[Chunks.BYTES];
    return receiver.chunk(index, bytes, source.read(index, bytes));
  }

  private LaneRecord.Fin fin() {
    return new LaneRecord.Fin(source.manifest(), source.manifest().sent(Envelopes.ANA));
  }

  @Test
  void showsNothingBeforeAllOfItIsVerified() throws InterruptedException {
    BlobReceiver receiver = receiving();
    for (int i = 0; i < 4; i++) {
      assertEquals(Optional.empty(), chunk(receiver, i));
      assertTrue(port.visible.isEmpty());
    }
    assertEquals(blob.length, receiver.present());
    assertEquals(new LaneRecord.Done(source.manifest().id()), receiver.finished(fin()));
    assertArrayEquals(blob, port.visible.get(source.manifest().id()));
  }

  @Test
  void namesABadChunkAndWritesNothingOfIt() throws InterruptedException {
    BlobReceiver receiver = receiving();
    chunk(receiver, 0);
    int before = port.written;
    source.badChunk = 1;
    assertEquals(Optional.of(new Abort(BlobCode.BAD_CHUNK, 1)), chunk(receiver, 1));
    assertEquals(before, port.written);
    assertEquals(BlobReceiver.State.ABORTED, receiver.state());
  }

  @Test
  void refusesChunksOutOfOrderTwiceOrOfAnotherSize() throws Exception {
    for (List<Integer> order : List.of(List.of(1, 0), List.of(0, 0), List.of(4))) {
      BlobReceiver receiver = receiving();
      Optional<LaneRecord> end = Optional.empty();
      for (int index : order) {
        byte[] bytes = new byte[Chunks.BYTES];
        int length = index < 4 ? source.read(index, bytes) : 5;
        end = receiver.chunk(index, bytes, length);
      }
      assertInstanceOf(Abort.class, end.orElseThrow(), order.toString());
      receiver.close();
      port.parts.clear();
    }
    BlobReceiver receiver = receiving();
    assertTrue(receiver.chunk(3, new byte[Chunks.BYTES], Chunks.BYTES).isPresent());
  }

  @Test
  void goesOnBehindAGapThatItFilled() throws Exception {
    try (BlobReceiver first = receiving()) {
      chunk(first, 0);
      chunk(first, 2);
    }
    BlobReceiver second = receiver();
    Accept accept = assertInstanceOf(Accept.class, offer(second));
    assertFalse(accept.want().leaves());
    assertEquals(2, accept.want().have().present());
    assertFalse(second.isLast(1));
    chunk(second, 1);
    assertTrue(second.isLast(3));
    chunk(second, 3);
    assertInstanceOf(LaneRecord.Done.class, second.finished(fin()));
  }

  @Test
  void takesWhatACrashLeftUnsyncedIfItIsRight() throws Exception {
    BlobReceiver first = receiving();
    chunk(first, 0);
    chunk(first, 1);
    port.crash(
        new Random() {
          private static final long serialVersionUID = 1L;

          @Override
          public boolean nextBoolean() {
            return false;
          }
        });
    Accept accept = assertInstanceOf(Accept.class, offer(receiver()));
    assertEquals(2, accept.want().have().present());
  }

  @Test
  void refusesLeavesThatDoNotFitTheRoot() throws InterruptedException {
    BlobReceiver receiver = receiver();
    offer(receiver);
    byte[] leaves = source.leaves(0, 4);
    leaves[40] ^= 1;
    assertEquals(Optional.of(Abort.of(BlobCode.BAD_ROOT)), receiver.leaves(Leaves.of(leaves)));
    assertTrue(port.parts.isEmpty());
    BlobReceiver other = receiver();
    offer(other);
    assertTrue(other.leaves(Leaves.of(new byte[5 * 32])).isPresent());
  }

  @Test
  void refusesDataBeforeLeavesAndTheEndBeforeData() throws InterruptedException {
    BlobReceiver receiver = receiver();
    offer(receiver);
    assertTrue(chunk(receiver, 0).isPresent());
    BlobReceiver early = receiving();
    chunk(early, 0);
    assertInstanceOf(Abort.class, early.finished(fin()));
    assertTrue(port.visible.isEmpty());
  }

  @Test
  void publishesNothingThatTheSenderDidNotSignFor() throws InterruptedException {
    BlobReceiver unsigned = receiver();
    Manifest manifest = source.manifest();
    assertEquals(
        new LaneRecord.Refused(BlobCode.BAD_SIGNATURE, ""),
        unsigned.offered(manifest, Signature.of(new byte[64])));
    BlobReceiver receiver = receiving();
    for (int i = 0; i < 4; i++) {
      chunk(receiver, i);
    }
    var forged = new LaneRecord.Fin(manifest, manifest.offered(Envelopes.ANA));
    assertEquals(Abort.of(BlobCode.BAD_SIGNATURE), receiver.finished(forged));
    assertTrue(port.visible.isEmpty());
  }

  @Test
  void findsAWholeHashThatDoesNotBelongToTheRoot() throws InterruptedException {
    Manifest lie = new Manifest(blob.length, Sha256.of(new byte[] {1}), source.manifest().root());
    BlobReceiver receiver = receiver();
    receiver.offered(lie, lie.offered(Envelopes.ANA));
    receiver.leaves(Leaves.of(source.leaves(0, 4)));
    for (int i = 0; i < 4; i++) {
      chunk(receiver, i);
    }
    assertEquals(
        Abort.of(BlobCode.BAD_HASH),
        receiver.finished(new LaneRecord.Fin(lie, lie.sent(Envelopes.ANA))));
    assertTrue(port.visible.isEmpty() && port.parts.isEmpty());
  }

  @Test
  void yieldsToTheNewestConnection() throws InterruptedException {
    BlobReceiver old = receiving();
    chunk(old, 0);
    BlobReceiver fresh = receiver();
    assertEquals(1, assertInstanceOf(Accept.class, offer(fresh)).want().have().present());
    assertEquals(Optional.of(new Abort(BlobCode.CANCELLED, 1)), chunk(old, 1));
    assertEquals(Optional.empty(), chunk(fresh, 1));
  }

  @Test
  void saysThatItHasOnlyWhatThatPeerPut() throws InterruptedException {
    port.visible.put(source.manifest().id(), blob);
    assertInstanceOf(Accept.class, offer(receiver()));
    port.known.add(new MemoryPort.Shared(ANA, source.manifest().id()));
    assertInstanceOf(LaneRecord.Have.class, offer(receiver()));
  }

  @Test
  void countsBadChunksForAnHourAndClosesForTenMinutes() {
    var strikes = new Strikes();
    Moment now = new Moment(Envelopes.NOON, 0);
    strikes.struck(ANA, now);
    strikes.struck(ANA, now.plus(Duration.ofMinutes(30)));
    assertFalse(strikes.isClosed(ANA, now));
    Moment third = now.plus(Duration.ofMinutes(59));
    strikes.struck(ANA, third);
    assertTrue(strikes.isClosed(ANA, third.plus(Duration.ofMinutes(9))));
    assertFalse(strikes.isClosed(ANA, third.plus(Strikes.CLOSED)));
    assertFalse(strikes.isClosed(Envelopes.BEN.key(), third));
    strikes.struck(ANA, now.plus(Duration.ofMinutes(91)));
    assertFalse(strikes.isClosed(ANA, now.plus(Duration.ofMinutes(91))));
  }

  @Test
  void givesPlacesToSoManyBlobsAndThePlaceOfTheSameToTheNewest() {
    var streams = new Streams();
    List<Integer> ended = new ArrayList<>();
    Sha256 one = Sha256.of(new byte[] {1});
    Sha256 two = Sha256.of(new byte[] {2});
    Streams.Holder first = () -> ended.add(1);
    assertTrue(streams.enter(ANA, one, true, first));
    assertTrue(streams.enter(ANA, two, true, () -> ended.add(2)));
    assertFalse(streams.enter(ANA, Sha256.of(new byte[] {3}), true, () -> {}));
    Streams.Holder newer = () -> ended.add(3);
    assertTrue(streams.enter(ANA, one, true, newer));
    assertEquals(List.of(1), ended);
    streams.leave(ANA, one, true, first);
    assertEquals(2, streams.size());
    streams.leave(ANA, one, true, newer);
    assertEquals(1, streams.size());
  }
}
