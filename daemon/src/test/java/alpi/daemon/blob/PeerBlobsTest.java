package alpi.daemon.blob;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.Identity;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.LaneRecord;
import alpi.alp.fast.Manifest;
import alpi.alp.transfer.BlobFault;
import alpi.alp.transfer.BlobReceiver;
import alpi.alp.transfer.BlobSource;
import alpi.alp.transfer.Incoming;
import alpi.daemon.base.Actor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The store as peers meet it, on a real disk.
class PeerBlobsTest extends PeerStore {
  @Test
  void storesWhatAPeerPutsUnderItsHash() throws Exception {
    Path file = fileOf(1_000_000, 1);
    Sha256 id = received(file);
    Path stored = home.blobs().resolve(id.hex());
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(stored));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(stored)));
    assertTrue(store.owns(PeerBlobs.received(PEER), id));
    assertEquals(List.of(), waiting());
    assertTrue(blobs.has(PEER, id));
    assertFalse(blobs.has(Identity.generate(new Random(3)).key(), id));
    assertInstanceOf(LaneRecord.Have.class, send(source(file), receiver(), 0).orElseThrow());
    assertTrue(store.verify().isEmpty());
  }

  @Test
  void goesOnAfterABrokenConnection() throws Exception {
    Path file = fileOf(5 * Chunks.BYTES, 2);
    try (BlobSource source = source(file);
        BlobReceiver first = receiver()) {
      send(source, first, 3);
    }
    try (BlobSource source = source(file);
        BlobReceiver second = receiver()) {
      Manifest manifest = source.manifest();
      var accept =
          assertInstanceOf(
              LaneRecord.Accept.class, second.offered(manifest, manifest.offered(ANA)));
      assertEquals(3, accept.want().have().present());
      assertFalse(accept.want().leaves());
    }
    received(file);
  }

  @Test
  void goesOnAfterAKillWithWhatIsRightOnTheDisk() throws Exception {
    Path file = fileOf(5 * Chunks.BYTES, 3);
    try (BlobSource source = source(file)) {
      send(source, receiver(), 3);
      String id = source.manifest().id().hex();
      String part = waiting().stream().filter(name -> name.endsWith(".part")).findFirst().get();
      assertTrue(part.endsWith("-" + id + ".part"));
      Path data = home.blobs().resolve(".incoming").resolve(part);
      byte[] bytes = Files.readAllBytes(data);
      bytes[2 * Chunks.BYTES + 5] ^= 1;
      Files.write(data, bytes);
    }
    reopen();
    try (BlobSource source = source(file);
        BlobReceiver again = receiver()) {
      Manifest manifest = source.manifest();
      var accept =
          assertInstanceOf(LaneRecord.Accept.class, again.offered(manifest, manifest.offered(ANA)));
      assertEquals(2, accept.want().have().present());
    }
    Sha256 id = received(file);
    assertEquals(id, Sha256.of(Files.readAllBytes(home.blobs().resolve(id.hex()))));
  }

  @Test
  void startsAnewWhereTheRootIsAnother() throws Exception {
    Path file = fileOf(3 * Chunks.BYTES, 4);
    try (BlobSource source = source(file);
        BlobReceiver first = receiver()) {
      send(source, first, 2);
      Manifest manifest = source.manifest();
      var offer =
          new Incoming(
              PEER, manifest.id(), manifest.size(), Optional.of(Sha256.of(new byte[] {1})));
      assertEquals(0, blobs.stage(offer).have().present());
    }
  }

  @Test
  void yieldsToTheNewestConnection() throws Exception {
    Path file = fileOf(3 * Chunks.BYTES, 5);
    try (BlobSource source = source(file);
        BlobReceiver old = receiver()) {
      send(source, old, 1);
      received(file);
      byte[] chunk = new byte[Chunks.BYTES];
      int length = source.read(1, chunk);
      assertEquals(
          Optional.of(new LaneRecord.Abort(BlobCode.CANCELLED, 1)), old.chunk(1, chunk, length));
    }
  }

  @Test
  void keepsNoPartOfWhatFitsIntoOneChunk() throws Exception {
    Path file = fileOf(Chunks.BYTES, 31);
    try (BlobSource source = source(file)) {
      try (BlobReceiver receiver = receiver()) {
        assertEquals(Optional.empty(), send(source, receiver, 1));
      }
      assertEquals(List.of(), waiting());
      try (BlobReceiver receiver = receiver()) {
        assertInstanceOf(
            LaneRecord.Done.class, send(source, receiver, Integer.MAX_VALUE).orElseThrow());
      }
      assertEquals(List.of(), waiting());
      assertTrue(store.stat(source.manifest().id()).isPresent());
    }
  }

  private void assertNotFound(Sha256 id) {
    BlobFault fault = assertThrows(BlobFault.class, () -> blobs.share(PEER, id).close());
    assertEquals(BlobCode.BLOB_NOT_FOUND, fault.code());
  }

  @Test
  void sendsNoChunkOfADamagedBlobAndSetsItAside() throws Exception {
    Sha256 id = received(fileOf(700_000, 12));
    shares.share(id, PEER, Duration.ofDays(1), OptionalInt.empty(), Actor.SYSTEM);
    byte[] chunk = new byte[Chunks.BYTES];
    try (BlobSource source = blobs.share(PEER, id)) {
      Path stored = home.blobs().resolve(id.hex());
      byte[] bytes = Files.readAllBytes(stored);
      bytes[300_000] ^= 1;
      Files.write(stored, bytes);
      assertEquals(Chunks.BYTES, source.read(0, chunk));
      BlobFault fault = assertThrows(BlobFault.class, () -> source.read(1, chunk));
      assertEquals(BlobCode.SOURCE_CHANGED, fault.code());
    }
    assertTrue(store.find(id).orElseThrow().corrupt());
    assertNotFound(id);
  }

  @Test
  void endsWhereTheFileThatIsSentChanges() throws Exception {
    Path file = fileOf(700_000, 13);
    try (BlobSource source = source(file)) {
      byte[] chunk = new byte[Chunks.BYTES];
      source.read(0, chunk);
      Files.write(file, new byte[] {1});
      BlobFault fault = assertThrows(BlobFault.class, () -> source.read(1, chunk));
      assertEquals(BlobCode.SOURCE_CHANGED, fault.code());
    }
  }

  @Test
  void keepsTheSendersWordForWhatItSent() throws Exception {
    Sha256 id = received(fileOf(100, 14));
    List<String> kept =
        journal.query(
            "SELECT signature FROM blob_received WHERE sha = ? AND peer = ?",
            row -> row.text("signature"),
            id.hex(),
            PEER.text());
    assertEquals(128, kept.getFirst().length());
  }
}
