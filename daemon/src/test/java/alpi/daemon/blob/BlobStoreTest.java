package alpi.daemon.blob;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Recorded;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {
  private static final BlobOwner OWNER = new BlobOwner(BlobOwner.Kind.SESSION, "s1");
  private static final BlobOwner OTHER = new BlobOwner(BlobOwner.Kind.RUN, "r1");
  private static final String TEXT = "text/plain";

  @TempDir private Path dir;
  private final FakeTime time = new FakeTime();
  private ProfileHome home;
  private Journal journal;
  private BlobStore blobs;

  @BeforeEach
  void opens() {
    home = new ProfileHome(ProfileName.DEFAULT, dir.resolve("home"));
    journal = Journal.open(home, time);
    blobs = new BlobStore(home, journal, time);
  }

  @AfterEach
  void closes() {
    Recorded.close(journal);
  }

  private Path file(Sha256 hash) {
    return home.blobs().resolve(hash.hex());
  }

  private static byte[] noise(int bytes, long seed) {
    byte[] noise = new byte[bytes];
    new Random(seed).nextBytes(noise);
    return noise;
  }

  private List<EventKind> kinds() {
    return journal.read(EventQuery.after(0, 100)).stream().map(event -> event.kind()).toList();
  }

  private static void assertCode(ErrorCode code, Runnable work) {
    assertEquals(code, assertThrows(Problem.class, work::run).code());
  }

  @Test
  void keepsBytesUnderTheirHash() throws IOException {
    for (byte[] bytes : List.of(new byte[0], noise(1, 1), noise(100_000, 2))) {
      BlobRef ref = blobs.put(bytes, TEXT, OWNER);
      assertEquals(Sha256.of(bytes), ref.hash());
      assertEquals(Optional.of(ref), blobs.stat(ref.hash()));
      assertArrayEquals(bytes, blobs.read(ref.hash(), bytes.length));
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(file(ref.hash()))));
    }
    assertTrue(blobs.verify().isEmpty());
    assertEquals(3, kinds().size());
  }

  @Test
  void keepsTheSameBytesOnce() throws Exception {
    byte[] bytes = noise(50_000, 3);
    List<Future<BlobRef>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 32; i++) {
        var owner = new BlobOwner(BlobOwner.Kind.RUN, "r" + i);
        all.add(threads.submit(() -> blobs.put(bytes, TEXT, owner)));
      }
    }
    for (Future<BlobRef> one : all) {
      assertEquals(Sha256.of(bytes), one.get().hash());
    }
    try (var files = Files.list(home.blobs())) {
      assertEquals(1, files.filter(Files::isRegularFile).count());
    }
    try (var parts = Files.list(home.blobs().resolve(".incoming"))) {
      assertEquals(0, parts.count());
    }
    assertEquals(List.of(EventKind.BLOB_STORED), kinds());
    assertEquals(32, blobs.list(Optional.empty(), 10).getFirst().owners().size());
  }

  @Test
  void servesPiecesOfAnyLengthFromAnywhere() {
    byte[] bytes = noise(100_000, 9);
    Sha256 hash = blobs.put(bytes, TEXT, OWNER).hash();
    for (int[] piece :
        new int[][] {
          {0, 10}, {99_990, 10}, {99_990, 11}, {100_000, 1}, {200_000, 1}, {7, 50_000}
        }) {
      byte[] expected =
          Arrays.copyOfRange(
              bytes, Math.min(piece[0], bytes.length), Math.min(piece[0] + piece[1], bytes.length));
      assertArrayEquals(expected, blobs.piece(hash, piece[0], piece[1]));
    }
  }

  @Test
  void checksAllOfABlobWithTheFirstPieceAndWhenItsFileIsAnother() throws IOException {
    byte[] bytes = noise(100_000, 10);
    BlobRef ref = blobs.put(bytes, TEXT, OWNER);
    Path file = file(ref.hash());
    FileTime then = Files.getLastModifiedTime(file);
    blobs.piece(ref.hash(), 0, 10);
    byte[] changed = bytes.clone();
    changed[99_999] ^= 1;
    Files.write(file, changed);
    Files.setLastModifiedTime(file, then);
    assertEquals(4, blobs.piece(ref.hash(), 1, 4).length);
    Files.setLastModifiedTime(file, FileTime.fromMillis(then.toMillis() + 2_000));
    assertCode(ErrorCode.CORRUPT, () -> blobs.piece(ref.hash(), 10, 10));
    assertEquals(Optional.empty(), blobs.stat(ref.hash()));
  }

  @Test
  void aFirstPieceIsNeverTakenOnTrust() throws IOException {
    byte[] bytes = noise(100_000, 11);
    BlobRef ref = blobs.put(bytes, TEXT, OWNER);
    Path file = file(ref.hash());
    FileTime then = Files.getLastModifiedTime(file);
    blobs.piece(ref.hash(), 0, 10);
    bytes[99_999] ^= 1;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, then);
    assertCode(ErrorCode.CORRUPT, () -> blobs.piece(ref.hash(), 0, 10));
  }

  @Test
  void heedsAQuotaThatWasChangedMeanwhile() {
    var quota = new AtomicLong(1_000);
    var limited = new BlobStore(home, journal, time, quota::get);
    limited.put(noise(1_000, 1), TEXT, OWNER);
    assertCode(ErrorCode.TOO_LARGE, () -> limited.put(noise(1, 2), TEXT, OWNER));
    quota.set(1_001);
    limited.put(noise(1, 2), TEXT, OWNER);
    assertCode(ErrorCode.TOO_LARGE, () -> limited.put(noise(1, 3), TEXT, OWNER));
  }

  @Test
  void anOwnerThatIsGoneLetsGoOfAllItOwned() {
    var run = new BlobOwner(BlobOwner.Kind.PREIMAGE, "r1");
    blobs.put(noise(10, 1), TEXT, run);
    blobs.put(noise(10, 2), TEXT, run);
    blobs.own(blobs.put(noise(10, 3), TEXT, run).hash(), OWNER);
    assertEquals(List.of(run), blobs.owners(BlobOwner.Kind.PREIMAGE));
    assertEquals(3, blobs.disownAll(run));
    assertEquals(List.of(), blobs.owners(BlobOwner.Kind.PREIMAGE));
    time.advance(BlobStore.GRACE.plusSeconds(1));
    assertEquals(2, blobs.gc(false).swept().size());
  }

  @Test
  void neverServesChangedBytes() throws IOException {
    BlobRef ref = blobs.put(noise(1_000, 4), TEXT, OWNER);
    byte[] bytes = Files.readAllBytes(file(ref.hash()));
    bytes[500] ^= 1;
    Files.write(file(ref.hash()), bytes);
    assertCode(ErrorCode.CORRUPT, () -> blobs.open(ref.hash()));
    assertCode(ErrorCode.CORRUPT, () -> blobs.open(ref.hash()));
    assertEquals(Optional.empty(), blobs.stat(ref.hash()));
    assertFalse(Files.exists(file(ref.hash())));
    assertTrue(Files.exists(home.blobs().resolve(".quarantine").resolve(ref.hash().hex())));
    blobs.put(noise(1_000, 4), TEXT, OWNER);
    assertArrayEquals(noise(1_000, 4), blobs.read(ref.hash(), 1_000));
  }

  @Test
  void aLargeChangedBlobFailsBeforeItsEnd() throws IOException {
    byte[] large = noise(BlobStore.WHOLE_BYTES + 1, 5);
    BlobRef ref = blobs.put(large, TEXT, OWNER);
    assertArrayEquals(large, blobs.read(ref.hash(), large.length));
    large[7] ^= 1;
    Files.write(file(ref.hash()), large);
    try (InputStream in = blobs.open(ref.hash())) {
      assertCode(
          ErrorCode.CORRUPT,
          () -> {
            try {
              in.readAllBytes();
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
    }
    assertCode(ErrorCode.CORRUPT, () -> blobs.open(ref.hash()));
  }

  @Test
  void verifyFindsCutAndMissingFiles() throws IOException {
    BlobRef cut = blobs.put(noise(100, 6), TEXT, OWNER);
    BlobRef gone = blobs.put(noise(100, 7), TEXT, OWNER);
    BlobRef good = blobs.put(noise(100, 8), TEXT, OWNER);
    Files.write(file(cut.hash()), new byte[99]);
    Files.delete(file(gone.hash()));
    assertEquals(
        List.of(cut.hash(), gone.hash()).stream().sorted(BlobStoreTest::byName).toList(),
        blobs.verify().stream().sorted(BlobStoreTest::byName).toList());
    assertEquals(Optional.of(good), blobs.stat(good.hash()));
  }

  private static int byName(Sha256 one, Sha256 other) {
    return one.hex().compareTo(other.hex());
  }

  @Test
  void refusesALinkPlantedUnderAName() throws IOException {
    byte[] bytes = noise(100, 9);
    Path target = dir.resolve("secret");
    Files.write(target, bytes);
    Files.createSymbolicLink(file(Sha256.of(bytes)), target);
    assertCode(ErrorCode.CORRUPT, () -> blobs.put(bytes, TEXT, OWNER));
    assertArrayEquals(bytes, Files.readAllBytes(target));
    BlobRef ref = blobs.put(noise(100, 10), TEXT, OWNER);
    Files.delete(file(ref.hash()));
    Files.createSymbolicLink(file(ref.hash()), target);
    assertCode(ErrorCode.CORRUPT, () -> blobs.open(ref.hash()));
  }

  @Test
  void sweepsWhatNobodyOwnedForADay() {
    BlobRef ref = blobs.put(noise(10, 11), TEXT, OWNER);
    blobs.own(ref.hash(), OTHER);
    time.advance(BlobStore.GRACE.multipliedBy(3));
    assertTrue(blobs.disown(ref.hash(), OWNER));
    assertFalse(blobs.disown(ref.hash(), OWNER));
    time.advance(BlobStore.GRACE.multipliedBy(3));
    assertEquals(List.of(), blobs.gc(false).swept());
    blobs.disown(ref.hash(), OTHER);
    time.advance(BlobStore.GRACE.minusMillis(1));
    assertEquals(List.of(), blobs.gc(false).swept());
    time.advance(Duration.ofMillis(1));
    assertEquals(List.of(ref.hash()), blobs.gc(true).swept());
    assertTrue(blobs.stat(ref.hash()).isPresent());
    GcReport report = blobs.gc(false);
    assertEquals(List.of(ref.hash()), report.swept());
    assertEquals(10, report.bytes());
    assertFalse(Files.exists(file(ref.hash())));
    assertCode(ErrorCode.NOT_FOUND, () -> blobs.open(ref.hash()));
    assertEquals(List.of(EventKind.BLOB_STORED, EventKind.BLOB_SWEPT), kinds());
  }

  @Test
  void anOwnerInTimeSavesABlob() {
    BlobRef ref = blobs.put(noise(10, 12), TEXT, OWNER);
    blobs.disown(ref.hash(), OWNER);
    blobs.put(noise(10, 12), TEXT, OTHER);
    time.advance(BlobStore.GRACE.multipliedBy(2));
    assertEquals(List.of(), blobs.gc(false).swept());
    assertTrue(blobs.owns(OTHER, ref.hash()));
    assertFalse(blobs.owns(OWNER, ref.hash()));
  }

  @Test
  void refusesOnePastEachLimit() {
    var limited = new BlobStore(home, journal, time, 100, () -> 250);
    limited.put(noise(100, 13), TEXT, OWNER);
    assertCode(ErrorCode.TOO_LARGE, () -> limited.put(noise(101, 14), TEXT, OWNER));
    limited.put(noise(100, 15), TEXT, OWNER);
    assertCode(ErrorCode.TOO_LARGE, () -> limited.put(noise(51, 16), TEXT, OWNER));
    limited.put(noise(50, 17), TEXT, OWNER);
    BlobRef ref = limited.list(Optional.empty(), 1).getFirst().ref();
    int bytes = (int) ref.bytes();
    assertEquals(bytes, limited.read(ref.hash(), bytes).length);
    assertCode(ErrorCode.TOO_LARGE, () -> limited.read(ref.hash(), bytes - 1));
  }

  @Test
  void aCrashBetweenNameAndRowLeavesAnOrphanToBeSwept() throws IOException {
    BlobRef kept = blobs.put(noise(10, 18), TEXT, OWNER);
    BlobRef lost = blobs.put(noise(10, 19), TEXT, OWNER);
    byte[] orphan = noise(10, 20);
    Files.write(file(Sha256.of(orphan)), orphan);
    Files.write(home.blobs().resolve(".incoming").resolve("put-1.part"), orphan);
    Files.write(home.blobs().resolve("README"), orphan);
    Files.delete(file(lost.hash()));
    var reopened = new BlobStore(home, journal, time);
    assertEquals(Set.of(Sha256.of(orphan)), reopened.found());
    time.advance(BlobStore.GRACE.plusMillis(1));
    assertEquals(List.of(Sha256.of(orphan)), reopened.gc(false).swept());
    assertFalse(Files.exists(file(Sha256.of(orphan))));
    assertFalse(Files.exists(home.blobs().resolve(".incoming").resolve("put-1.part")));
    assertTrue(Files.exists(home.blobs().resolve("README")));
    assertEquals(Optional.of(kept), reopened.stat(kept.hash()));
    assertEquals(Optional.empty(), reopened.stat(lost.hash()));
    assertCode(ErrorCode.CORRUPT, () -> reopened.open(lost.hash()));
  }

  /// Putting a damaged journal aside is advice of ours: it must not cost the bytes.
  @Test
  void aNewJournalKeepsEveryBlobThatIsStillReferredTo() throws IOException {
    byte[] bytes = noise(1_000, 22);
    BlobRef ref = blobs.put(bytes, TEXT, OWNER);
    journal.close();
    Files.move(home.journal(), dir.resolve("aside.db"));
    Files.deleteIfExists(Path.of(home.journal() + "-wal"));
    Files.deleteIfExists(Path.of(home.journal() + "-shm"));
    journal = Journal.open(home, time);
    var reopened = new BlobStore(home, journal, time);
    assertEquals(Set.of(ref.hash()), reopened.found());
    reopened.own(ref.hash(), OWNER);
    time.advance(BlobStore.GRACE.multipliedBy(2));
    assertEquals(List.of(), reopened.gc(false).swept());
    assertArrayEquals(bytes, reopened.read(ref.hash(), 1_000));
    assertEquals(Set.of(), new BlobStore(home, journal, time).found());
  }

  @Test
  void aFileThatIsNotWhatItsNameSaysIsSetAside() throws IOException {
    Path planted = file(Sha256.of(noise(10, 23)));
    Files.write(planted, noise(10, 24));
    var reopened = new BlobStore(home, journal, time);
    assertEquals(Set.of(), reopened.found());
    assertFalse(Files.exists(planted));
  }

  @Test
  void aSourceThatBreaksOffLeavesNothing() throws IOException {
    InputStream broken =
        new FilterInputStream(new ByteArrayInputStream(noise(1_000, 21))) {
          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            int got = super.read(buffer, offset, length);
            if (got < 0) {
              throw new IOException("cable");
            }
            return got;
          }
        };
    assertCode(ErrorCode.STORAGE, () -> blobs.put(broken, TEXT, OWNER));
    try (var parts = Files.list(home.blobs().resolve(".incoming"))) {
      assertEquals(0, parts.count());
    }
    assertEquals(List.of(), blobs.list(Optional.empty(), 10));
  }

  @Test
  void listsInPages() {
    for (int i = 0; i < 5; i++) {
      blobs.put(noise(10, 100 + i), TEXT, OWNER);
    }
    List<StoredBlob> first = blobs.list(Optional.empty(), 3);
    List<StoredBlob> rest = blobs.list(Optional.of(first.getLast().ref().hash()), 3);
    assertEquals(3, first.size());
    assertEquals(2, rest.size());
    assertEquals(List.of("session:s1"), List.copyOf(rest.getFirst().owners()));
  }
}
