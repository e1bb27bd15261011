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
import alpi.alp.crypto.PeerKey;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.LaneRecord;
import alpi.alp.fast.Leaves;
import alpi.alp.fast.Manifest;
import alpi.alp.transfer.BlobFault;
import alpi.alp.transfer.BlobReceiver;
import alpi.alp.transfer.BlobSender;
import alpi.alp.transfer.BlobSource;
import alpi.alp.transfer.Incoming;
import alpi.alp.transfer.InlineHash;
import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.config.ByteSize;
import alpi.daemon.config.LinkConfig;
import alpi.daemon.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store as peers meet it, on a real disk.
class PeerBlobsTest {
  private static final Identity ANA = Identity.ofSeed(new byte[Identity.SEED_BYTES]);
  private static final PeerKey PEER = ANA.key();
  private static final long QUOTA = 4L << 20;

  @TempDir private Path dir;
  private final FakeTime time = new FakeTime();
  private long free = Long.MAX_VALUE;
  private ProfileHome home;
  private Journal journal;
  private BlobStore store;
  private Shares shares;
  private PeerBlobs blobs;

  @BeforeEach
  void open() {
    home = new ProfileHome(ProfileName.DEFAULT, dir.resolve("home"));
    journal = Journal.open(home, time);
    reopen();
  }

  /// What a daemon that was killed finds when it starts anew.
  private void reopen() {
    store = new BlobStore(home, journal, time);
    shares = new Shares(store, journal, time);
    blobs = new PeerBlobs(home, store, shares, room(), time);
  }

  private PeerBlobs.Room room() {
    return new PeerBlobs.Room() {
      @Override
      public long free(Path disk) {
        return free;
      }

      @Override
      public long perPeer() {
        return QUOTA;
      }
    };
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private Path fileOf(int bytes, long seed) throws IOException {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    return Files.write(dir.resolve("file-" + bytes + "-" + seed), content);
  }

  private BlobSource source(Path file) throws Exception {
    return blobs.file(file, _ -> {});
  }

  /// Sends until `chunks` were taken, or to the end.
  ///
  /// @return what the receiver said last, if it said anything
  private Optional<LaneRecord> send(BlobSource source, BlobReceiver receiver, int chunks)
      throws Exception {
    var sender = new BlobSender(ANA, source);
    Manifest manifest = source.manifest();
    LaneRecord answer = receiver.offered(manifest, manifest.offered(ANA));
    if (!(answer instanceof LaneRecord.Accept(var want))) {
      return Optional.of(answer);
    }
    sender.wanted(want);
    byte[] chunk = new byte[Chunks.BYTES];
    int taken = 0;
    Optional<LaneRecord> said = Optional.empty();
    Optional<BlobSender.Item> next = sender.next(chunk);
    while (next.isPresent() && said.isEmpty() && taken < chunks) {
      switch (next.get()) {
        case BlobSender.Item.Say(Leaves run) -> said = receiver.leaves(run);
        case BlobSender.Item.Say(LaneRecord.Fin fin) -> said = Optional.of(receiver.finished(fin));
        case BlobSender.Item.Say(LaneRecord other) -> said = Optional.of(other);
        case BlobSender.Item.Chunk(int index, boolean _, int length) -> {
          said = receiver.chunk(index, chunk.clone(), length);
          taken++;
        }
      }
      next = sender.next(chunk);
    }
    return said;
  }

  private BlobReceiver receiver() {
    return new BlobReceiver(blobs, PEER, new InlineHash());
  }

  private Sha256 received(Path file) throws Exception {
    try (BlobSource source = source(file);
        BlobReceiver receiver = receiver()) {
      assertInstanceOf(
          LaneRecord.Done.class, send(source, receiver, Integer.MAX_VALUE).orElseThrow());
      return source.manifest().id();
    }
  }

  private List<String> waiting() throws IOException {
    try (Stream<Path> files = Files.list(home.blobs().resolve(".incoming"))) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

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
        Optional.of(new ByteSize(free)));
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
