package alpi.daemon.blob;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Sha256;
import alpi.alp.fast.Batch;
import alpi.alp.fast.BlobCode;
import alpi.alp.transfer.BlobFault;
import alpi.daemon.base.Rounds;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Small blobs that a store takes together, and what a crash leaves of them.
class BatchesTest extends PeerStore {
  /// A batch with its bytes, as it comes.
  private record Load(Batch batch, List<byte[]> contents) {
    static Load drawn(Random random, int count) {
      List<Batch.Entry> entries = new ArrayList<>();
      List<byte[]> contents = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] content = new byte[8 + random.nextInt(5_000)];
        random.nextBytes(content);
        entries.add(new Batch.Entry(Sha256.of(content), content.length));
        contents.add(content);
      }
      return new Load(new Batch(entries), contents);
    }

    byte[] bytes(ChunkMap held) {
      var out = new ByteArrayOutputStream();
      for (int i = held.nextMissing(0); i < batch.count(); i = held.nextMissing(i + 1)) {
        out.writeBytes(contents.get(i));
      }
      return out.toByteArray();
    }
  }

  private void take(Load load) throws IOException, BlobFault {
    ChunkMap held = blobs.held(PEER, load.batch());
    blobs.publish(PEER, load.batch(), held, load.bytes(held), load.batch().sent(ANA));
  }

  private void assertStored(Load load, String why) {
    for (int i = 0; i < load.batch().count(); i++) {
      byte[] read = store.read(load.batch().entries().get(i).id(), 10_000);
      assertArrayEquals(load.contents().get(i), read, why);
    }
  }

  private Path file(Batch.Entry entry) {
    return home.blobs().resolve(entry.id().hex());
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(home.blobs().resolve(".incoming"))) {
      return files.filter(file -> file.toString().endsWith(Segment.ENDING)).toList();
    }
  }

  @Test
  void eachLiesUnderItsHashOwnedAndOnRecordAndNoneIsTakenTwice() throws Exception {
    Load load = Load.drawn(new Random(1), 40);
    take(load);
    assertStored(load, "stored");
    assertTrue(store.owns(PeerBlobs.received(PEER), load.batch().entries().getFirst().id()));
    var stored = EventQuery.after(0, 1_000).kinds(Set.of(EventKind.BLOB_STORED));
    assertEquals(40, journal.read(stored).size());
    assertTrue(blobs.held(PEER, load.batch()).isFull());
    assertEquals(1, segments().size());
    blobs.rested();
    assertEquals(List.of(), segments());
    assertStored(load, "settled");
    List<String> words =
        journal.query(
            "SELECT signature FROM blob_batch WHERE digest = ?",
            row -> row.text("signature"),
            load.batch().digest().hex());
    assertEquals(List.of(load.batch().sent(ANA).toString()), words);
  }

  /// What was acknowledged is there after every crash, whatever it took of files that nobody had
  /// flushed; what was not is there as a whole or not at all.
  @Test
  void losesNothingAcknowledgedAndShowsNothingHalf() throws Exception {
    for (int i = 0; i < Rounds.of(25, 1_000); i++) {
      String why = "seed " + i;
      var random = new Random(i);
      Load load = Load.drawn(random, 1 + random.nextInt(12));
      take(load);
      if (random.nextInt(4) == 0) {
        blobs.rested();
      } else {
        for (Batch.Entry entry : load.batch().entries()) {
          crash(file(entry), random);
        }
      }
      Load unheard = Load.drawn(random, 1 + random.nextInt(5));
      half(unheard, random);
      reopen();
      assertStored(load, why);
      for (Batch.Entry entry : unheard.batch().entries()) {
        assertTrue(blobs.held(PEER, unheard.batch()).present() == 0, why);
        if (Files.exists(file(entry))) {
          assertEquals(entry.id(), Sha256.of(Files.readAllBytes(file(entry))), why);
        }
      }
      assertEquals(List.of(), store.verify(), why);
      take(unheard);
      assertStored(unheard, why);
      blobs.rested();
    }
  }

  /// What a power cut may leave of a file that was not flushed.
  private static void crash(Path file, Random random) throws IOException {
    switch (random.nextInt(4)) {
      case 0 -> Files.delete(file);
      case 1 -> Files.write(file, new byte[0]);
      case 2 -> Files.write(file, new byte[(int) Files.size(file)]);
      default -> {
        // It had reached the disk.
      }
    }
  }

  /// A crash before the rows: a whole or torn segment, and some of the files.
  private void half(Load load, Random random) throws IOException {
    Path dir = home.blobs().resolve(".incoming");
    ChunkMap none = ChunkMap.none(load.batch().count());
    Segment segment = Segment.write(dir, load.batch(), none, load.bytes(none));
    if (random.nextBoolean()) {
      for (int i = 0; i < load.batch().count() && random.nextInt(3) > 0; i++) {
        Files.write(file(load.batch().entries().get(i)), load.contents().get(i));
      }
    } else {
      byte[] all = Files.readAllBytes(segment.file());
      Files.write(segment.file(), java.util.Arrays.copyOf(all, random.nextInt(all.length)));
    }
  }

  @Test
  void takesAllOrNoneWhereTheStoreIsFull() throws Exception {
    var small = new BlobStore(home, journal, time, () -> 10_000);
    Load load = Load.drawn(new Random(7), 60);
    ChunkMap none = ChunkMap.none(60);
    var full = new PeerBlobs(home, small, shares, room(), time);
    BlobFault fault =
        assertThrows(
            BlobFault.class,
            () -> full.publish(PEER, load.batch(), none, load.bytes(none), load.batch().sent(ANA)));
    assertEquals(BlobCode.QUOTA, fault.code());
    assertEquals(List.of(), small.list(Optional.empty(), 100));
    assertEquals(List.of(), segments());
    for (Batch.Entry entry : load.batch().entries()) {
      assertTrue(Files.notExists(file(entry)));
    }
  }

  @Test
  void onlySoManySegmentsWait() throws Exception {
    for (int i = 0; i < Batches.MAX_WAITING + 2; i++) {
      take(Load.drawn(new Random(100 + i), 1));
    }
    assertEquals(Batches.MAX_WAITING, segments().size());
  }

  @Test
  void takesBackWhatIsDamagedHere() throws Exception {
    Load load = Load.drawn(new Random(8), 3);
    take(load);
    blobs.rested();
    Files.write(file(load.batch().entries().getFirst()), new byte[3]);
    assertEquals(1, store.verify().size());
    assertEquals(2, blobs.held(PEER, load.batch()).present());
    take(load);
    assertStored(load, "again");
  }
}
