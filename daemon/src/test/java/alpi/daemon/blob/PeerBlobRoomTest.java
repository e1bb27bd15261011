package alpi.daemon.blob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.Manifest;
import alpi.alp.transfer.BlobFault;
import alpi.alp.transfer.BlobReceiver;
import alpi.alp.transfer.BlobSource;
import alpi.alp.transfer.Incoming;
import alpi.daemon.config.ByteSize;
import alpi.daemon.config.LinkConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// How much of the disk a peer may take, and for how long.
class PeerBlobRoomTest extends PeerStore {
  @Test
  void refusesPastAQuotaAndWithoutRoomOnTheDisk() throws Exception {
    assertEquals(Optional.empty(), blobs.judge(offer(QUOTA)));
    assertEquals(BlobCode.QUOTA, blobs.judge(offer(QUOTA + 1)).orElseThrow().code());
    received(fileOf(1_000, 6));
    assertEquals(Optional.empty(), blobs.judge(offer(QUOTA - 1_000)));
    assertEquals(BlobCode.QUOTA, blobs.judge(offer(QUOTA - 999)).orElseThrow().code());
    free = 999;
    assertEquals(Optional.empty(), blobs.judge(offer(999)));
    assertEquals(BlobCode.DISK_LOW, blobs.judge(offer(1_000)).orElseThrow().code());
    assertEquals(
        BlobCode.TOO_BIG, blobs.judge(offer(BlobStore.MAX_BLOB_BYTES + 1)).orElseThrow().code());
  }

  private static Incoming offer(long size) {
    return new Incoming(PEER, Sha256.of(new byte[] {7}), size, Optional.empty());
  }

  @Test
  void countsPartsToTheQuota() throws Exception {
    Path file = fileOf(3 * Chunks.BYTES, 7);
    try (BlobSource source = source(file);
        BlobReceiver receiver = receiver()) {
      send(source, receiver, 2);
    }
    long left = QUOTA - 2L * Chunks.BYTES;
    assertEquals(Optional.empty(), blobs.judge(offer(left)));
    assertEquals(BlobCode.QUOTA, blobs.judge(offer(left + 1)).orElseThrow().code());
  }

  @Test
  void countsAllOfWhatIsOnItsWayToTheQuota() throws Exception {
    Path file = fileOf(3 * Chunks.BYTES, 17);
    try (BlobSource source = source(file);
        BlobReceiver receiver = receiver()) {
      send(source, receiver, 1);
      long left = QUOTA - 3L * Chunks.BYTES;
      assertEquals(Optional.empty(), blobs.judge(offer(left)));
      assertEquals(BlobCode.QUOTA, blobs.judge(offer(left + 1)).orElseThrow().code());
    }
  }

  private static LinkConfig link(long quota, long free) {
    return new LinkConfig(
        "",
        false,
        Duration.ofSeconds(60),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new ByteSize(quota),
        Optional.of(new ByteSize(free)),
        true);
  }

  @Test
  void takesItsBoundsFromTheSettings() throws Exception {
    var settings = new AtomicReference<>(link(7L << 10, 0));
    PeerBlobs.Room room = PeerBlobs.Room.of(settings::get);
    assertEquals(7L << 10, room.perPeer());
    long all = room.free(dir);
    settings.set(link(7L << 10, 1L << 60));
    assertTrue(room.free(dir) < 0, () -> "free " + all);
    blobs = new PeerBlobs(home, store, shares, room, time);
    assertEquals(BlobCode.DISK_LOW, blobs.judge(offer(7L << 10)).orElseThrow().code());
    assertEquals(BlobCode.QUOTA, blobs.judge(offer((7L << 10) + 1)).orElseThrow().code());
  }

  @Test
  void removesPartsThatWaitedForADay() throws Exception {
    Path file = fileOf(3 * Chunks.BYTES, 8);
    try (BlobSource source = source(file);
        BlobReceiver receiver = receiver()) {
      send(source, receiver, 2);
    }
    Path part = home.blobs().resolve(".incoming").resolve(waiting().get(1));
    Files.setLastModifiedTime(part, FileTime.from(time.now().minus(PeerParts.KEPT)));
    assertEquals(0, blobs.sweep());
    Files.setLastModifiedTime(
        part, FileTime.from(time.now().minus(PeerParts.KEPT).minusSeconds(1)));
    assertEquals(1, blobs.sweep());
    assertEquals(List.of(), waiting());
  }

  @Test
  void refusesAPartThatIsALink() throws Exception {
    Path file = fileOf(2 * Chunks.BYTES, 9);
    try (BlobSource source = source(file);
        BlobReceiver receiver = receiver()) {
      Path victim = Files.writeString(dir.resolve("victim"), "untouched");
      Manifest manifest = source.manifest();
      Path part = PartFiles.of(home.blobs().resolve(".incoming"), PEER, manifest.id()).data();
      Files.createSymbolicLink(part, victim);
      send(source, receiver, Integer.MAX_VALUE);
      assertEquals("untouched", Files.readString(victim));
    }
  }

  @Test
  void bearsWithSoManyPartsOfAPeer() throws Exception {
    for (int i = 0; i < PeerParts.PER_PEER; i++) {
      blobs.stage(part(20 + i)).close();
    }
    BlobFault fault = assertThrows(BlobFault.class, () -> blobs.stage(part(7)));
    assertEquals(BlobCode.BUSY, fault.code());
    blobs.stage(part(20)).discard();
    blobs.stage(part(7)).close();
  }

  private static Incoming part(int of) {
    Sha256 id = Sha256.of(new byte[] {(byte) of});
    return new Incoming(PEER, id, Chunks.BYTES + 1L, Optional.empty());
  }
}
