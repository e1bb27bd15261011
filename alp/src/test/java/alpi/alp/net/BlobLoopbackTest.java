package alpi.alp.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.BulkSuite;
import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.Envelopes;
import alpi.alp.envelope.ReplayWindow;
import alpi.alp.fast.Batch;
import alpi.alp.fast.BlobCode;
import alpi.alp.json.Json;
import alpi.alp.link.Gate;
import alpi.alp.link.LinkLimits;
import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerBook;
import alpi.alp.peer.PendingPeers;
import alpi.alp.transfer.BlobFault;
import alpi.alp.transfer.BlobRefusal;
import alpi.alp.transfer.Packed;
import alpi.alp.transfer.Ports;
import alpi.alp.transfer.Streams;
import alpi.alp.transfer.Version1;
import alpi.alp.wire.Fault;
import alpi.alp.wire.Moment;
import alpi.alp.wire.WireFault;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Blobs between two of our nodes on a loopback socket.
@Timeout(60)
class BlobLoopbackTest {
  private static final Clock CLOCK = () -> new Moment(Instant.now(), System.nanoTime());
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Progress UNWATCHED = (_, _, _) -> {};

  private final BlockingQueue<TransferEvent> told = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final Ports ben = new Ports();
  private final Ports ana = new Ports();
  private Gate gate = gate(Set.of("link.ping", Version1.PUT, Version1.GET));
  private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static Gate gate(Set<String> allowed) {
    PeerBook book =
        PeerBook.empty(Envelopes.BEN.key())
            .add(Peer.pinned("ana", Envelopes.ANA.key(), Optional.empty()))
            .allow("ana", allowed);
    return new Gate(
        Envelopes.BEN,
        book,
        Set.of("link.ping"),
        ReplayWindow.of(List.of(), Instant.now()),
        PendingPeers.NONE,
        _ -> {});
  }

  @BeforeEach
  void listen() throws InterruptedException {
    listen(NetLimits.STANDARD);
  }

  private void listen(NetLimits limits) throws InterruptedException {
    var listener =
        new LinkListener(
            gate,
            exchange -> exchange.answer(exchange.request().params()),
            (_, _) -> {},
            limits,
            CLOCK,
            RANDOM);
    listener.serve(
        new BlobService(Envelopes.BEN, gate, ben.port(), told::add, limits, CLOCK, RANDOM));
    address = listener.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    toClose.add(listener);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable open : toClose.reversed()) {
      open.close();
    }
  }

  private LinkDialer dialer(Identity own) {
    var dialer = new LinkDialer(own, NetLimits.STANDARD, CLOCK, RANDOM);
    toClose.add(dialer);
    return dialer;
  }

  private BlobLine dial(BulkSuite suite) throws WireFault, InterruptedException {
    BlobLine line = dialer(Envelopes.ANA).dialBlobs(address, Envelopes.BEN.key(), suite);
    toClose.add(line);
    return line;
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private <T extends TransferEvent> T heard(Class<T> kind) throws InterruptedException {
    while (true) {
      TransferEvent event = told.take();
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
    }
  }

  @Test
  void putsBlobsOfEverySizeOverOneConnection() throws Exception {
    BlobLine line = dial(BulkSuite.AES_256_GCM);
    for (int size : List.of(0, 1, 262_143, 262_144, 262_145, 5_000_000)) {
      byte[] blob = bytes(size);
      TransferEnd end = line.put(Ports.source(blob), UNWATCHED);
      assertEquals(size, end.moved());
      assertArrayEquals(blob, ben.visible(Sha256.of(blob)).orElseThrow());
      assertEquals(end, heard(TransferEvent.Received.class).end());
    }
  }

  @Test
  void putsSmallBlobsTogetherBesideOthers() throws Exception {
    BlobLine line = dial(BulkSuite.AES_256_GCM);
    List<Batch.Entry> entries = new ArrayList<>();
    List<byte[]> contents = new ArrayList<>();
    for (int size : List.of(4_096, 0, 262_144, 1, 300_000 - 262_144)) {
      entries.add(new Batch.Entry(Sha256.of(bytes(size)), size));
      contents.add(bytes(size));
    }
    var packed = new Packed(new Batch(entries), contents);
    BatchEnd end = line.put(packed);
    assertEquals(packed.batch().size(), end.moved());
    assertEquals(end, heard(TransferEvent.ReceivedMany.class).end());
    for (byte[] content : contents) {
      assertArrayEquals(content, ben.visible(Sha256.of(content)).orElseThrow());
    }
    assertEquals(0, line.put(packed).moved());
    ben.refuse(Optional.of(new BlobRefusal(BlobCode.QUOTA, "full")));
    var other = new Packed(new Batch(List.of(entry(3))), List.of(bytes(3)));
    assertEquals(BlobCode.QUOTA, assertThrows(BlobFault.class, () -> line.put(other)).code());
    ben.refuse(Optional.empty());
  }

  private static Batch.Entry entry(int size) {
    return new Batch.Entry(Sha256.of(bytes(size)), size);
  }

  @Test
  void movesNothingTheSecondTime() throws Exception {
    BlobLine line = dial(BulkSuite.CHACHA20_POLY1305);
    byte[] blob = bytes(700_000);
    assertEquals(700_000, line.put(Ports.source(blob), UNWATCHED).moved());
    assertEquals(0, line.put(Ports.source(blob), UNWATCHED).moved());
  }

  @Test
  void goesOnWhereABrokenTryEnded() throws Exception {
    byte[] blob = bytes(2_000_000);
    BlobLine first = dial(BulkSuite.AES_256_GCM);
    var bad = Ports.sourceWithBadChunk(blob, 5);
    BlobFault fault = assertThrows(BlobFault.class, () -> first.put(bad, UNWATCHED));
    assertEquals(BlobCode.BAD_CHUNK, fault.code());
    assertTrue(String.valueOf(fault.getMessage()).contains("chunk 5"), fault.getMessage());
    assertFalse(first.isOpen());
    assertTrue(ben.visible(Sha256.of(blob)).isEmpty());
    assertEquals(BlobCode.BAD_CHUNK, heard(TransferEvent.Broken.class).code());
    TransferEnd end = dial(BulkSuite.AES_256_GCM).put(Ports.source(blob), UNWATCHED);
    assertEquals(2_000_000 - 5 * 262_144, end.moved());
    assertArrayEquals(blob, ben.visible(Sha256.of(blob)).orElseThrow());
  }

  @Test
  void takesNothingMoreOfAPeerWhoseChunksAreBad() throws Exception {
    byte[] blob = bytes(600_000);
    for (int i = 0; i < 3; i++) {
      var bad = Ports.sourceWithBadChunk(blob, 1);
      BlobLine line = dial(BulkSuite.AES_256_GCM);
      assertEquals(
          BlobCode.BAD_CHUNK, assertThrows(BlobFault.class, () -> line.put(bad, UNWATCHED)).code());
      heard(TransferEvent.Broken.class);
    }
    BlobLine line = dial(BulkSuite.AES_256_GCM);
    assertEquals(
        BlobCode.RATE_LIMITED,
        assertThrows(BlobFault.class, () -> line.put(Ports.source(blob), UNWATCHED)).code());
  }

  @Test
  void refusesBeforeReadingAndStaysUsable() throws Exception {
    BlobLine line = dial(BulkSuite.AES_256_GCM);
    ben.refuse(Optional.of(new BlobRefusal(BlobCode.QUOTA, "raise blobs.peer")));
    BlobFault fault =
        assertThrows(BlobFault.class, () -> line.put(Ports.source(bytes(900_000)), UNWATCHED));
    assertEquals("raise blobs.peer", fault.getMessage());
    assertEquals(BlobCode.QUOTA, heard(TransferEvent.Refused.class).code());
    ben.refuse(Optional.empty());
    assertEquals(10, line.put(Ports.source(bytes(10)), UNWATCHED).moved());
  }

  @Test
  void givesOnlyWhatWasSharedWithThePeer() throws Exception {
    byte[] blob = bytes(1_500_000);
    Sha256 id = ben.hold(blob);
    BlobLine line = dial(BulkSuite.AES_256_GCM);
    BlobFault refused = assertThrows(BlobFault.class, () -> line.get(id, ana.port(), UNWATCHED));
    assertEquals(BlobCode.BLOB_NOT_FOUND, refused.code());
    ben.share(Envelopes.ANA.key(), id);
    assertEquals(1_500_000, line.get(id, ana.port(), UNWATCHED).moved());
    assertArrayEquals(blob, ana.visible(id).orElseThrow());
    assertEquals(id, heard(TransferEvent.Sent.class).end().id());
    assertEquals(0, line.get(id, ana.port(), UNWATCHED).moved());
  }

  @Test
  void refusesWhatThePeerMayNotCall() throws Exception {
    gate.replace(
        PeerBook.empty(Envelopes.BEN.key())
            .add(Peer.pinned("ana", Envelopes.ANA.key(), Optional.empty())));
    BlobLine line = dial(BulkSuite.AES_256_GCM);
    BlobFault fault =
        assertThrows(BlobFault.class, () -> line.put(Ports.source(bytes(1)), UNWATCHED));
    assertEquals(BlobCode.CAPABILITY_DENIED, fault.code());
    assertEquals(Version1.PUT, fault.getMessage());
  }

  /// A sender that says nothing any more in the middle of a blob.
  @Test
  void givesUpASenderThatStallsAndKeepsWhatItSent() throws Exception {
    InetSocketAddress patient = address;
    listen(new NetLimits(LinkLimits.STANDARD, 4, 8, 8, Duration.ofMillis(1_500)));
    byte[] blob = bytes(2_000_000);
    var given = new CountDownLatch(1);
    BlobLine line = dial(BulkSuite.AES_256_GCM);
    Progress stalling =
        (at, _, _) -> {
          if (at > 1_000_000) {
            awaited(given);
          }
        };
    Thread sender =
        Thread.ofVirtual()
            .start(
                () -> assertThrows(WireFault.class, () -> line.put(Ports.source(blob), stalling)));
    TransferEvent.Stalled stalled = heard(TransferEvent.Stalled.class);
    assertEquals(Sha256.of(blob), stalled.blob());
    assertTrue(stalled.put());
    assertEquals(Fault.TIMEOUT, heard(TransferEvent.Dropped.class).fault());
    given.countDown();
    sender.join();
    assertTrue(ben.visible(Sha256.of(blob)).isEmpty());
    address = patient;
    TransferEnd end = dial(BulkSuite.AES_256_GCM).put(Ports.source(blob), UNWATCHED);
    assertTrue(end.moved() <= 2_000_000 - 3 * 262_144, () -> end.moved() + " moved again");
    assertArrayEquals(blob, ben.visible(Sha256.of(blob)).orElseThrow());
  }

  /// One that sends a byte now and then is not waited for longer than one that sends none.
  @Test
  void givesUpASenderThatTrickles() throws Exception {
    listen(new NetLimits(LinkLimits.STANDARD, 4, 8, 8, Duration.ofMillis(500)));
    try (var proxy = TricklingProxy.towards(address, 400_000)) {
      address = proxy.address();
      BlobLine line = dial(BulkSuite.AES_256_GCM);
      assertThrows(WireFault.class, () -> line.put(Ports.source(bytes(3_000_000)), UNWATCHED));
      assertEquals(Sha256.of(bytes(3_000_000)), heard(TransferEvent.Stalled.class).blob());
    }
  }

  /// A receiver that takes nothing any more.
  @Test
  void givesUpAReceiverThatTakesNothing() throws Exception {
    byte[] blob = bytes(24 << 20);
    try (var proxy = TricklingProxy.towards(address, 100_000)) {
      address = proxy.address();
      var dialer =
          new LinkDialer(
              Envelopes.ANA,
              new NetLimits(LinkLimits.STANDARD, 4, 8, 8, Duration.ofMillis(500)),
              CLOCK,
              RANDOM);
      toClose.add(dialer);
      BlobLine line = dialer.dialBlobs(address, Envelopes.BEN.key(), BulkSuite.AES_256_GCM);
      WireFault fault =
          assertThrows(WireFault.class, () -> line.put(Ports.source(blob), UNWATCHED));
      assertEquals(Fault.TIMEOUT, fault.fault());
      assertFalse(line.isOpen());
    }
    assertTrue(ben.visible(Sha256.of(blob)).isEmpty());
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void closesOnStrangersAndKeepsARowOfThem() throws Exception {
    LinkDialer stranger = dialer(Identity.generate(RANDOM));
    assertThrows(
        WireFault.class,
        () ->
            stranger
                .dialBlobs(address, Envelopes.BEN.key(), BulkSuite.AES_256_GCM)
                .put(Ports.source(bytes(1)), UNWATCHED));
    assertEquals(Fault.UNKNOWN_PEER, heard(TransferEvent.Dropped.class).fault());
    assertEquals(1, gate.pending().entries().size());
  }

  @Test
  void closesOnAnotherPreface() throws Exception {
    try (var socket = new Socket(address.getAddress(), address.getPort())) {
      socket.getOutputStream().write(new byte[] {0x41, 0x4c, 0x50, 0x03, 0x01});
      assertEquals(-1, socket.getInputStream().read());
    }
    assertEquals(Fault.BAD_RECORD, heard(TransferEvent.Dropped.class).fault());
  }

  @Test
  void speaksVersion1OnTheSamePort() throws Exception {
    var pool = new LinkPool(dialer(Envelopes.ANA));
    PeerKey towards = Envelopes.BEN.key();
    Envelope answer =
        pool.call(
            address,
            towards,
            "link.ping",
            Json.object().put("nonce", "n"),
            false,
            Duration.ofSeconds(30),
            _ -> {});
    assertInstanceOf(Envelope.Answer.class, answer);
    assertEquals(3, dial(BulkSuite.AES_256_GCM).put(Ports.source(bytes(3)), UNWATCHED).moved());
  }

  @Test
  void bearsWithSoManyBlobsAtATimeAndNoMore() throws Exception {
    List<Thread> threads = new ArrayList<>();
    ben.holdUp();
    for (int i = 0; i < Streams.PER_PEER; i++) {
      BlobLine line = dial(BulkSuite.AES_256_GCM);
      byte[] blob = bytes(100 + i);
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  line.put(Ports.source(blob), UNWATCHED);
                } catch (WireFault | BlobFault | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }));
      ben.awaitHeldUp();
    }
    BlobLine line = dial(BulkSuite.AES_256_GCM);
    assertEquals(
        BlobCode.BUSY,
        assertThrows(BlobFault.class, () -> line.put(Ports.source(bytes(9)), UNWATCHED)).code());
    ben.letGo();
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(9, line.put(Ports.source(bytes(9)), UNWATCHED).moved());
  }

  @Test
  void failsCleanlyWhenTheOtherSideGoesAway() throws Exception {
    BlobLine line = dial(BulkSuite.AES_256_GCM);
    toClose.removeFirst().close();
    assertThrows(WireFault.class, () -> line.put(Ports.source(bytes(3_000_000)), UNWATCHED));
    assertFalse(line.isOpen());
  }
}
