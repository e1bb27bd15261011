package alpi.alp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.crypto.BulkSuite;
import alpi.alp.crypto.DhKey;
import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.EnvelopeCodec;
import alpi.alp.envelope.Envelopes;
import alpi.alp.envelope.Header;
import alpi.alp.envelope.LinkCode;
import alpi.alp.envelope.ReplayWindow;
import alpi.alp.envelope.Seen;
import alpi.alp.frame.Frames;
import alpi.alp.json.Json;
import alpi.alp.link.Gate;
import alpi.alp.link.LinkLimits;
import alpi.alp.link.LinkOutput;
import alpi.alp.noise.NoiseHandshake;
import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerBook;
import alpi.alp.peer.PendingPeers;
import alpi.alp.wire.Fault;
import alpi.alp.wire.Moment;
import alpi.alp.wire.WireFault;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two of our nodes on a loopback socket.
@Timeout(60)
class LoopbackTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Clock CLOCK = () -> new Moment(Instant.now(), System.nanoTime());
  private static final SecureRandom RANDOM = new SecureRandom();

  /// Connections that one address opens.
  private static final int FLOOD = Boolean.getBoolean("alpi.nightly") ? 10_000 : 600;

  private final List<Seen> written = Collections.synchronizedList(new ArrayList<>());
  private final BlockingQueue<LinkOutput> told = new LinkedBlockingQueue<>();
  private final CountDownLatch gaveUp = new CountDownLatch(1);
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private Gate gate = gate();
  private LinkPool pool = pool(Envelopes.ANA);
  private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private Gate gate() {
    PeerBook book =
        PeerBook.empty(Envelopes.BEN.key())
            .add(Peer.pinned("ana", Envelopes.ANA.key(), Optional.empty()));
    return new Gate(
        Envelopes.BEN,
        book,
        Set.of("link.ping", "link.ask"),
        ReplayWindow.of(written, Instant.now()),
        PendingPeers.NONE,
        written::add);
  }

  private LinkPool pool(Identity own) {
    var made = new LinkPool(new LinkDialer(own, NetLimits.STANDARD, CLOCK, RANDOM));
    toClose.add(made);
    return made;
  }

  private LinkListener listen(NetLimits limits) throws InterruptedException {
    var listener =
        new LinkListener(gate, this::serve, (_, output) -> told.add(output), limits, CLOCK, RANDOM);
    address = listener.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    toClose.add(listener);
    return listener;
  }

  @BeforeEach
  void listen() throws InterruptedException {
    listen(NetLimits.STANDARD);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable open : toClose.reversed()) {
      open.close();
    }
  }

  /// Echoes a ping; tells `count` parts of an ask; waits for ever when there is no count.
  private void serve(LinkExchange exchange) throws InterruptedException {
    var params = exchange.request().params();
    if (exchange.request().method().equals("link.ping")) {
      exchange.answer(params);
      return;
    }
    if (!params.has("count")) {
      try {
        exchange.chunk(Json.object());
        new CountDownLatch(1).await();
      } finally {
        gaveUp.countDown();
      }
    }
    String text = "x".repeat(params.path("size").intValue());
    int count = params.path("count").intValue();
    for (int i = 0; i < count; i++) {
      exchange.chunk(Json.object().put("n", i).put("text", text));
    }
    exchange.finish(Json.object().put("n", count));
  }

  private Envelope ping(LinkPool from, PeerKey towards) throws WireFault, InterruptedException {
    return from.call(
        address, towards, "link.ping", Json.object().put("nonce", "n"), false, PATIENCE, _ -> {});
  }

  private <T extends LinkOutput> T heard(Class<T> kind) throws InterruptedException {
    while (true) {
      LinkOutput output = told.take();
      if (kind.isInstance(output)) {
        return kind.cast(output);
      }
    }
  }

  @Test
  void pingsOverOneSessionManyTimes() throws Exception {
    for (int i = 0; i < 20; i++) {
      Envelope answer = ping(pool, Envelopes.BEN.key());
      assertEquals(
          "{\"nonce\":\"n\"}", Json.text(assertInstanceOf(Envelope.Answer.class, answer).result()));
    }
    assertEquals(1, told.stream().filter(output -> output instanceof LinkOutput.Opened).count());
    assertEquals(20, written.size());
  }

  @Test
  void leavesAStrangerUnansweredWithARow() throws Exception {
    LinkPool zoe = pool(Envelopes.ZOE);
    WireFault fault = assertThrows(WireFault.class, () -> ping(zoe, Envelopes.BEN.key()));
    assertEquals(Fault.CLOSED, fault.fault());
    assertEquals(Fault.UNKNOWN_PEER, heard(LinkOutput.Dropped.class).fault());
    assertEquals(Envelopes.ZOE.key(), gate.pending().entries().getFirst().key());
    assertEquals(Optional.of("127.0.0.1"), gate.pending().entries().getFirst().address());
    assertEquals(List.of(), written);

    gate.replace(gate.book().add(Peer.pinned("zoe", Envelopes.ZOE.key(), Optional.empty())));
    assertInstanceOf(Envelope.Answer.class, ping(zoe, Envelopes.BEN.key()));
  }

  @Test
  void saysNothingToACallerWhoWantsSomebodyElse() throws Exception {
    WireFault fault = assertThrows(WireFault.class, () -> ping(pool, Envelopes.ZOE.key()));
    assertEquals(Fault.CLOSED, fault.fault());
    assertEquals(Fault.BAD_TAG, heard(LinkOutput.Dropped.class).fault());
  }

  @Test
  void servesAnEnvelopeOnce() throws Exception {
    byte[] text =
        EnvelopeCodec.sealed(
            new Envelope.Request(
                "x",
                "link.ping",
                Json.object(),
                Header.fresh(Envelopes.ANA.key(), Envelopes.BEN.key(), Instant.now(), RANDOM)),
            Envelopes.ANA);
    assertEquals(0, rawAnswer(text));
    assertEquals(-1, rawAnswer(text));
    assertEquals(Fault.REPLAYED, heard(LinkOutput.Dropped.class).fault());
    assertEquals(1, written.size());
  }

  /// Says `text` over a session of Ana's own. The first byte that comes back; -1 when the
  /// connection ends without one.
  private int rawAnswer(byte[] text) throws IOException, WireFault {
    try (var socket = new Socket(address.getAddress(), address.getPort())) {
      byte[] nothing = {};
      NoiseHandshake handshake =
          NoiseHandshake.initiator(
              Envelopes.ANA.staticKey(),
              Envelopes.BEN.key().staticKey(),
              DhKey.generate(RANDOM),
              nothing);
      socket.getOutputStream().write(Frames.handshake(handshake.write(nothing)));
      var in = new DataInputStream(socket.getInputStream());
      byte[] second = new byte[in.readUnsignedShort()];
      in.readFully(second);
      handshake.read(second);
      socket.getOutputStream().write(Frames.handshake(handshake.write(nothing)));
      socket.getOutputStream().write(Frames.sealed(handshake.split().sender(), text));
      return in.read();
    }
  }

  @Test
  void refusesAloudWhatThePeerMayNotCall() throws Exception {
    Envelope answer =
        pool.call(
            address, Envelopes.BEN.key(), "link.cancel", Json.object(), false, PATIENCE, _ -> {});
    assertEquals(
        Optional.of(LinkCode.CAPABILITY_DENIED),
        assertInstanceOf(Envelope.Refusal.class, answer).error().code());
    assertEquals("link.cancel", heard(LinkOutput.Denied.class).request().method());
  }

  /// Far more than all buffers between the two hold, to a caller who is slow to take it.
  @Test
  void streamsMoreThanAnybodyBuffersToASlowCaller() throws Exception {
    List<Integer> parts = new ArrayList<>();
    Envelope last =
        pool.call(
            address,
            Envelopes.BEN.key(),
            "link.ask",
            Json.object().put("count", 150).put("size", 100_000),
            true,
            PATIENCE,
            part -> {
              parts.add(part.result().path("n").intValue());
            });
    assertEquals(150, parts.size());
    assertEquals(149, parts.getLast());
    assertEquals(150, assertInstanceOf(Envelope.Answer.class, last).result().path("n").intValue());
  }

  @Test
  void interruptsTheServiceOfACallerWhoLeaves() throws Exception {
    assertThrows(
        IllegalStateException.class,
        () ->
            pool.call(
                address,
                Envelopes.BEN.key(),
                "link.ask",
                Json.object(),
                true,
                PATIENCE,
                _ -> {
                  throw new IllegalStateException("enough");
                }));
    gaveUp.await();
    heard(LinkOutput.Abandoned.class);
    assertInstanceOf(Envelope.Answer.class, ping(pool, Envelopes.BEN.key()));
  }

  @Test
  void reachesNobodyWhereNobodyListens() throws Exception {
    close();
    LinkPool next = pool(Envelopes.ANA);
    assertThrows(WireFault.class, () -> ping(next, Envelopes.BEN.key()));
    next.close();
  }

  @Test
  void dialsNobodyWhereNobodyListens() throws IOException {
    InetSocketAddress nobody;
    try (var free = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = (InetSocketAddress) free.getLocalSocketAddress();
    }
    var dialer = new LinkDialer(Envelopes.ANA, NetLimits.STANDARD, CLOCK, RANDOM);
    toClose.add(dialer);
    assertThrows(
        WireFault.class,
        () -> dialer.dialBlobs(nobody, Envelopes.BEN.key(), BulkSuite.AES_256_GCM));
  }

  @Test
  void closesAHandshakeThatStalls() throws Exception {
    LinkLimits brief = new LinkLimits(Duration.ofMillis(50), PATIENCE, PATIENCE, PATIENCE);
    listen(new NetLimits(brief, 2, 8, 8, PATIENCE));
    try (var stalled = new Socket(address.getAddress(), address.getPort())) {
      assertEquals(-1, stalled.getInputStream().read());
    }
    assertEquals(Fault.TIMEOUT, heard(LinkOutput.Closed.class).fault());
  }

  @Test
  void whoeverSaysNothingGivesWayToANewcomer() throws Exception {
    LinkListener listener = listen(new NetLimits(LinkLimits.STANDARD, 1, 2, 2, PATIENCE));
    try (var first = new Socket(address.getAddress(), address.getPort())) {
      awaitConnections(listener, 1);
      assertInstanceOf(Envelope.Answer.class, ping(pool(Envelopes.ANA), Envelopes.BEN.key()));
      assertEquals(-1, first.getInputStream().read());
    }
  }

  /// An address that opens connections without end: there are never more than its share, and a peer
  /// that is pinned is served at that same address.
  @Test
  void boundsTheConnectionsOfAnAddressAndServesAPeerThere() throws Exception {
    LinkListener listener = listen(NetLimits.STANDARD);
    Deque<Socket> flood = new ArrayDeque<>();
    try {
      for (int i = 0; i < FLOOD; i++) {
        flood.addLast(new Socket(address.getAddress(), address.getPort()));
        if (flood.size() > 2 * NetLimits.STANDARD.perAddress()) {
          flood.removeFirst().close();
        }
        if (i % (FLOOD / 10) == 0) {
          assertInstanceOf(Envelope.Answer.class, ping(pool(Envelopes.ANA), Envelopes.BEN.key()));
        }
        int open = listener.connections();
        assertTrue(open <= NetLimits.STANDARD.perAddress(), () -> open + " connections");
      }
      assertEquals(-1, flood.getFirst().getInputStream().read());
    } finally {
      for (Socket socket : flood) {
        socket.close();
      }
    }
  }

  private static void awaitConnections(LinkListener listener, int count) {
    while (listener.connections() < count) {
      Thread.onSpinWait();
    }
  }
}
