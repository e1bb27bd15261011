package alpi.daemon.blob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.fast.BlobCode;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.transfer.BlobFault;
import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.journal.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharesTest {
  private static final PeerKey PEER = Identity.ofSeed(new byte[Identity.SEED_BYTES]).key();

  @TempDir private Path dir;
  private final FakeTime time = new FakeTime();
  private Journal journal;
  private BlobStore store;
  private Shares shares;
  private PeerBlobs blobs;

  @BeforeEach
  void open() {
    var home = new ProfileHome(ProfileName.DEFAULT, dir.resolve("home"));
    journal = Journal.open(home, time);
    store = new BlobStore(home, journal, time);
    shares = new Shares(store, journal, time);
    blobs =
        new PeerBlobs(home, store, shares, PeerBlobs.Room.of(ProfileConfig.defaults()::link), time);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private Sha256 stored(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return store.put(content, "text/plain", PeerBlobs.received(PEER)).hash();
  }

  private void assertNotFound(Sha256 id) {
    assertNotFoundFor(PEER, id);
  }

  private void assertNotFoundFor(PeerKey peer, Sha256 id) {
    BlobFault fault = assertThrows(BlobFault.class, () -> blobs.share(peer, id).close());
    assertEquals(BlobCode.BLOB_NOT_FOUND, fault.code());
  }

  @Test
  void givesOnlyWhatIsSharedAsOftenAndAsLongAsThatHolds() throws Exception {
    Sha256 id = stored(700_000);
    assertNotFound(id);
    shares.share(id, PEER, Duration.ofHours(1), OptionalInt.of(2), Actor.SYSTEM);
    assertNotFoundFor(Identity.generate(new Random(1)).key(), id);
    blobs.share(PEER, id).close();
    blobs.share(PEER, id).close();
    assertNotFound(id);
    shares.share(id, PEER, Duration.ofHours(1), OptionalInt.empty(), Actor.SYSTEM);
    blobs.share(PEER, id).close();
    time.advance(Duration.ofHours(1));
    assertNotFound(id);
    assertEquals(1, blobs.sweep());
    assertTrue(shares.list(10).isEmpty());
    shares.share(id, PEER, Duration.ofHours(1), OptionalInt.empty(), Actor.SYSTEM);
    assertTrue(shares.unshare(id, PEER, Actor.SYSTEM, "asked"));
    assertFalse(shares.unshare(id, PEER, Actor.SYSTEM, "asked"));
    assertNotFound(id);
  }

  @Test
  void keepsASharedBlobFromBeingSwept() throws Exception {
    Sha256 id = store.put(new byte[] {1, 2}, "text/plain", PeerBlobs.received(PEER)).hash();
    shares.share(id, PEER, Duration.ofDays(30), OptionalInt.empty(), Actor.SYSTEM);
    store.disown(id, PeerBlobs.received(PEER));
    time.advance(BlobStore.GRACE.plusDays(1));
    assertTrue(store.gc(false).swept().isEmpty());
    shares.unshare(id, PEER, Actor.SYSTEM, "asked");
    time.advance(BlobStore.GRACE.plusSeconds(1));
    assertEquals(List.of(id), store.gc(false).swept());
  }

  @Test
  void boundsShares() throws Exception {
    Sha256 id = stored(10);
    for (OptionalInt fetches : List.of(OptionalInt.of(0), OptionalInt.of(1_001))) {
      assertEquals(
          ErrorCode.INVALID_PARAMS,
          assertThrows(
                  Problem.class,
                  () -> shares.share(id, PEER, Duration.ofDays(1), fetches, Actor.SYSTEM))
              .code());
    }
    shares.share(id, PEER, Shares.LONGEST, OptionalInt.of(Shares.MAX_FETCHES), Actor.SYSTEM);
    assertThrows(
        Problem.class,
        () ->
            shares.share(
                id, PEER, Shares.LONGEST.plusSeconds(1), OptionalInt.empty(), Actor.SYSTEM));
    assertEquals(
        ErrorCode.NOT_FOUND,
        assertThrows(
                Problem.class,
                () ->
                    shares.share(
                        Sha256.of(new byte[] {9}),
                        PEER,
                        Duration.ofDays(1),
                        OptionalInt.empty(),
                        Actor.SYSTEM))
            .code());
  }
}
