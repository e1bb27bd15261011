package alpi.daemon.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.alp.net.Progress;
import alpi.alp.net.TransferEnd;
import alpi.alp.peer.Peer;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.transfer.BlobSource;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Eventually;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.blob.Shares;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobState;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Blobs between two profiles that listen for each other, on real sockets and disks.
@Timeout(60)
class TransferTest {
  private static final Actor OWNER = Actor.local(1000);
  private static final Progress UNWATCHED = (_, _, _) -> {};

  @TempDir private Path dir;
  private Node ana;
  private Node ben;

  @BeforeEach
  void open() {
    ana = new Node(dir, "ana", 1);
    ben = new Node(dir, "ben", 2);
  }

  @AfterEach
  void close() {
    ana.close();
    ben.close();
  }

  private Peer benToAna(String... allowed) {
    ben.pin("ana", ana, allowed);
    return ana.pin("ben", ben);
  }

  private Path file(int size) throws Exception {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return Files.write(dir.resolve("file" + size), bytes);
  }

  private TransferEnd send(Peer peer, Path file, Progress progress) throws Exception {
    try (BlobSource source = ana.link.blobs().file(file, _ -> {})) {
      return ana.link.transfers().send(peer, source, progress, Behalf.of(OWNER), new Cancel());
    }
  }

  @Test
  void sendsAFileThatIsThereForGoodAndNothingTheSecondTime() throws Exception {
    Peer peer = benToAna("link.ping", "link.put_blob");
    Path file = file(3_000_000);
    List<Long> progress = new ArrayList<>();
    TransferEnd end = send(peer, file, (at, _, _) -> progress.add(at));
    assertEquals(3_000_000, end.moved());
    assertEquals(3_000_000L, progress.getLast());
    assertArrayEquals(
        Files.readAllBytes(file), Files.readAllBytes(ben.home.blobs().resolve(end.id().hex())));
    assertEquals(0, send(peer, file, UNWATCHED).moved());
    Eventually.until(() -> ben.events(EventKind.BLOB_RECEIVED).size() >= 2);
    var moved =
        ben.events(EventKind.BLOB_RECEIVED).stream()
            .filter(event -> event.body().path("moved").asLong() == 3_000_000)
            .toList();
    assertEquals(1, moved.size());
    assertEquals("peer:ana", moved.getFirst().actor().value());
    assertEquals(2, ana.events(EventKind.BLOB_SENT).size());
  }

  @Test
  void sendsManyFilesAtOnceAndNothingTheSecondTime() throws Exception {
    Peer peer = benToAna("link.ping", "link.put_blob");
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      files.add(file(1_000 + 13 * i));
    }
    files.add(10, file(700_000));
    files.add(files.getFirst());
    long all = 0;
    for (Path file : files) {
      all += Files.size(file);
    }
    List<Long> progress = new ArrayList<>();
    ManyEnd end = sendMany(peer, files, (at, _, _) -> progress.add(at));
    assertEquals(all, end.bytes());
    assertEquals(all - Files.size(files.getFirst()), end.moved());
    assertEquals(all, progress.getLast());
    for (int i = 0; i < files.size(); i++) {
      assertArrayEquals(
          Files.readAllBytes(files.get(i)), ben.store.read(end.hashes().get(i), 1_000_000));
    }
    assertEquals(0, sendMany(peer, files, UNWATCHED).moved());
    Event batch =
        ana.events(EventKind.BLOB_SENT).stream()
            .filter(event -> event.body().has("batch"))
            .findFirst()
            .orElseThrow();
    assertEquals(30, batch.body().path("count").asInt());
  }

  @Test
  void namesTheFileThatIsMissingAmongMany() throws Exception {
    Peer peer = benToAna("link.ping", "link.put_blob");
    List<Path> files = List.of(file(10), dir.resolve("gone"));
    Problem problem = assertThrows(Problem.class, () -> sendMany(peer, files, UNWATCHED));
    assertEquals(ErrorCode.NOT_FOUND, problem.code());
    assertTrue(problem.sentence().contains("gone"), problem.sentence());
  }

  private ManyEnd sendMany(Peer peer, List<Path> files, Progress progress) throws Exception {
    return ana.link.transfers().sendMany(peer, files, progress, Behalf.of(OWNER), new Cancel());
  }

  @Test
  void isRefusedWhereItIsNotAllowedAndThatIsOnRecord() throws Exception {
    Peer peer = benToAna("link.ping");
    Path file = file(1_000);
    assertEquals(
        ErrorCode.FORBIDDEN, assertThrows(Problem.class, () -> send(peer, file, UNWATCHED)).code());
    ben.await(EventKind.BLOB_REFUSED, "capability-denied");
    assertEquals(
        "failed", ana.await(EventKind.BLOB_SENT, "failed").body().path("state").asString());
  }

  @Test
  void fetchesWhatWasSharedAndNothingElse() throws Exception {
    Peer peer = benToAna("link.ping", "link.get_blob");
    byte[] secret = {1, 2, 3};
    Sha256 id = ben.store.put(secret, "text/plain", new BlobOwner(BlobOwner.Kind.RUN, "r1")).hash();
    assertEquals(ErrorCode.NOT_FOUND, assertThrows(Problem.class, () -> fetch(peer, id)).code());
    ben.await(EventKind.BLOB_REFUSED, "blob-not-found");
    ben.link.blobs().shares().share(id, ana.key(), Duration.ofDays(1), OptionalInt.empty(), OWNER);
    assertEquals(3, fetch(peer, id).moved());
    assertArrayEquals(secret, ana.store.read(id, 10));
    ben.await(EventKind.BLOB_SENT, "done");
    ben.link.blobs().shares().unshare(id, ana.key(), OWNER, "asked");
    assertEquals(ErrorCode.NOT_FOUND, assertThrows(Problem.class, () -> fetch(peer, id)).code());
  }

  private TransferEnd fetch(Peer peer, Sha256 id) throws InterruptedException {
    return ana.link.transfers().fetch(peer, id, UNWATCHED, Behalf.of(OWNER), new Cancel());
  }

  @Test
  void goesOnWhenTheOtherSideCameBack() throws Exception {
    Peer peer = benToAna("link.ping", "link.put_blob");
    Path file = file(4_000_000);
    Cancel cancel = new Cancel();
    Problem stopped =
        assertThrows(
            Problem.class,
            () -> {
              try (BlobSource source = ana.link.blobs().file(file, _ -> {})) {
                ana.link
                    .transfers()
                    .send(
                        peer,
                        source,
                        (at, _, _) -> {
                          if (at > 2_000_000) {
                            cancel.fire();
                          }
                        },
                        Behalf.of(OWNER),
                        cancel);
              }
            });
    assertEquals(ErrorCode.CANCELLED, stopped.code());
    TransferEnd end = send(peer, file, UNWATCHED);
    assertTrue(end.moved() <= 4_000_000, () -> "moved " + end.moved());
    assertTrue(ben.store.verify().isEmpty());
    assertTrue(ben.store.stat(end.id()).isPresent());
  }

  @Test
  void servesNoDamagedBlob() throws Exception {
    Peer peer = benToAna("link.ping", "link.get_blob");
    byte[] bytes = new byte[600_000];
    Sha256 id = ben.store.put(bytes, "text/plain", new BlobOwner(BlobOwner.Kind.RUN, "r1")).hash();
    ben.link.blobs().shares().share(id, ana.key(), Duration.ofDays(1), OptionalInt.empty(), OWNER);
    Path stored = ben.home.blobs().resolve(id.hex());
    bytes[300_000] = 1;
    Files.write(stored, bytes);
    assertThrows(Problem.class, () -> fetch(peer, id));
    assertTrue(ana.store.stat(id).isEmpty());
    assertTrue(ben.store.find(id).orElseThrow().corrupt());
    assertFalse(Files.exists(stored));
  }

  /// Runs something once, when so many bytes are there.
  private static Progress when(long bytes, Runnable then) {
    var done = new AtomicBoolean();
    return (at, _, _) -> {
      if (at >= bytes && done.compareAndSet(false, true)) {
        then.run();
      }
    };
  }

  @Test
  void cutsWhatIsUnderWayOfAPeerThatMayNotPutAnyMore() throws Exception {
    Peer peer = benToAna("link.ping", "link.put_blob");
    Path file = file(24 << 20);
    assertThrows(
        Problem.class, () -> send(peer, file, when(1, () -> ben.narrow("ana", "link.ping"))));
    assertEquals(List.of(), ben.store.list(Optional.empty(), 10));
    assertEquals(
        ErrorCode.FORBIDDEN, assertThrows(Problem.class, () -> send(peer, file, UNWATCHED)).code());
  }

  @Test
  void cutsWhatIsUnderWayOfAPeerThatIsUnpinned() throws Exception {
    Peer peer = benToAna("link.ping", "link.put_blob");
    Path file = file(24 << 20);
    assertThrows(
        Problem.class,
        () -> send(peer, file, when(1, () -> ben.link.peers().remove("ana", OWNER))));
    assertEquals(List.of(), ben.store.list(Optional.empty(), 10));
  }

  @Test
  void endsTransfersWithAPeerThatWasUnpinnedHere() throws Exception {
    Peer peer = benToAna("link.ping", "link.put_blob");
    Job waiting = ana.jobs.submit(TransferJob.send(file(10), peer, OWNER));
    Job fetching = ana.jobs.submit(TransferJob.fetch(Sha256.of(new byte[1]), peer, OWNER));
    ana.link.peers().remove("ben", OWNER);
    assertEquals(JobState.CANCELLED, ana.jobs.find(waiting.id()).orElseThrow().state());
    assertEquals(JobState.CANCELLED, ana.jobs.find(fetching.id()).orElseThrow().state());
  }

  @Test
  void nothingThatWasSharedComesBackWithANewPin() throws Exception {
    Peer peer = benToAna("link.ping", "link.get_blob");
    byte[] secret = {4, 5, 6};
    Sha256 id = ben.store.put(secret, "text/plain", new BlobOwner(BlobOwner.Kind.RUN, "r1")).hash();
    Shares shares = ben.link.blobs().shares();
    shares.share(id, ana.key(), Duration.ofDays(1), OptionalInt.empty(), OWNER);
    ben.link.peers().remove("ana", OWNER);
    assertEquals(List.of(), shares.list(10));
    Event ended = ben.await(EventKind.BLOB_UNSHARED, "unpinned");
    assertEquals(OWNER, ended.actor());
    assertEquals(ana.key().text(), ended.body().path("key").asString());
    assertEquals(id.hex(), ended.body().path("sha").asString());
    ben.pin("ana", ana, "link.ping", "link.get_blob");
    assertEquals(ErrorCode.NOT_FOUND, assertThrows(Problem.class, () -> fetch(peer, id)).code());
    shares.share(id, ana.key(), Duration.ofDays(1), OptionalInt.empty(), OWNER);
    assertEquals(3, fetch(peer, id).moved());
  }

  /// The pin was taken out of the file by hand, and the key is pinned again before anybody looked.
  @Test
  void whatStillStandsOfAnEarlierPinEndsWithTheNewOne() throws Exception {
    benToAna("link.ping", "link.get_blob");
    Sha256 id =
        ben.store.put(new byte[9], "text/plain", new BlobOwner(BlobOwner.Kind.RUN, "r1")).hash();
    Shares shares = ben.link.blobs().shares();
    shares.share(id, ana.key(), Duration.ofDays(1), OptionalInt.empty(), OWNER);
    Files.writeString(ben.home.peers(), "[]\n");
    ben.pin("ana", ana, "link.get_blob");
    assertEquals(List.of(), shares.list(10));
    ben.await(EventKind.BLOB_UNSHARED, "unpinned");
  }

  @Test
  void twoSendersOfTheSameBytesAreBothToldTheTruth() throws Exception {
    try (Node cleo = new Node(dir, "cleo", 3)) {
      benToAna("link.ping", "link.put_blob");
      ben.pin("cleo", cleo, "link.ping", "link.put_blob");
      cleo.pin("ben", ben);
      for (int size : List.of(3_000_000, 1_000)) {
        Path file = file(size);
        var together = new CyclicBarrier(2);
        Progress meeting = inTheMiddle(size / 2, together);
        var first = new FutureTask<>(() -> send(ana, file, meeting));
        Thread.ofVirtual().start(first);
        TransferEnd second = send(cleo, file, inTheMiddle(size / 2, together));
        assertEquals(size, first.get().moved());
        assertEquals(size, second.moved());
        assertEquals(first.get().id(), second.id());
        assertArrayEquals(
            Files.readAllBytes(file),
            Files.readAllBytes(ben.home.blobs().resolve(second.id().hex())));
        assertEquals(
            Set.of("received:" + ana.key().text(), "received:" + cleo.key().text()),
            ben.store.find(second.id()).orElseThrow().owners());
        assertEquals(List.of(), ben.store.verify());
      }
      assertEquals(2, ben.store.list(Optional.empty(), 10).size());
    }
  }

  private static TransferEnd send(Node from, Path file, Progress progress) throws Exception {
    try (BlobSource source = from.link.blobs().file(file, _ -> {})) {
      return from.link
          .transfers()
          .send(from.link.peers().named("ben"), source, progress, Behalf.of(OWNER), new Cancel());
    }
  }

  /// Waits for the other one, once, when so many bytes are there.
  private static Progress inTheMiddle(long bytes, CyclicBarrier together) {
    return when(
        bytes,
        () -> {
          try {
            together.await();
          } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
