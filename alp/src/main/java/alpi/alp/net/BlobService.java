package alpi.alp.net;

import alpi.alp.crypto.DhKey;
import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.link.Gate;
import alpi.alp.peer.Peer;
import alpi.alp.transfer.BlobPort;
import alpi.alp.transfer.Streams;
import alpi.alp.transfer.Strikes;
import alpi.alp.transfer.Version1;
import alpi.alp.wire.Moment;
import alpi.alp.wire.WireFault;
import io.netty.channel.Channel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Our side of the fast lane: takes the blobs that peers put and gives those that were shared with
/// them.
public final class BlobService {
  private final Identity own;
  private final Gate gate;
  private final BlobPort port;
  private final TransferWatch watch;
  private final Clock clock;
  private final RandomGenerator random;
  private final NetLimits limits;
  private final Streams streams = new Streams();
  private final WarmUp warmUp = new WarmUp();

  /// Guards `strikes`.
  private final ReentrantLock lock = new ReentrantLock();

  private final Strikes strikes = new Strikes();

  /// @param random must be unpredictable outside tests, and safe for several threads
  public BlobService(
      Identity own,
      Gate gate,
      BlobPort port,
      TransferWatch watch,
      NetLimits limits,
      Clock clock,
      RandomGenerator random) {
    this.own = own;
    this.gate = gate;
    this.port = port;
    this.watch = watch;
    this.limits = limits;
    this.clock = clock;
    this.random = random;
  }

  /// Serves a connection until it ends, on a thread of its own.
  ///
  /// @param settled is told when the handshake is over, and whether it is a pinned peer's
  void serve(FastBytes bytes, Consumer<Boolean> settled) {
    Thread.ofVirtual().name("blob-serve").start(() -> run(bytes, settled));
  }

  private void run(FastBytes bytes, Consumer<Boolean> settled) {
    Optional<PeerKey> peer = Optional.empty();
    try {
      FastLine line = accepted(bytes, settled);
      peer = Optional.of(line.session().peer());
      var served = new ServedLine(this, line);
      switch (line.session().role()) {
        case CONTROL -> served.control();
        case DATA -> served.data();
      }
    } catch (WireFault fault) {
      String detail = String.valueOf(fault.getMessage());
      watch.told(new TransferEvent.Dropped(peer, fault.fault(), detail));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      bytes.linger();
      port.rested();
    }
  }

  private FastLine accepted(FastBytes bytes, Consumer<Boolean> settled)
      throws WireFault, InterruptedException {
    var deadline =
        bytes
            .channel()
            .eventLoop()
            .schedule(bytes::close, FastLine.HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS);
    boolean pinned = false;
    try {
      DhKey ephemeral = DhKey.generate(random);
      FastLine line =
          FastLine.accepted(bytes, own, ephemeral, key -> isKnown(key, bytes.channel()));
      pinned = true;
      return line;
    } finally {
      deadline.cancel(false);
      settled.accept(pinned);
    }
  }

  private boolean isKnown(PeerKey key, Channel channel) {
    boolean known = peer(key).isPresent();
    if (!known) {
      gate.knocked(key, LinkListener.hostOf(channel), clock.now());
    }
    return known;
  }

  /// Ends the blobs under way of whoever may not have them moved any more, as the book says now.
  public void followBook() {
    streams.endUnless(this::may);
  }

  boolean may(PeerKey key, boolean put) {
    String right = put ? Version1.PUT : Version1.GET;
    return peer(key).filter(known -> known.mayCall(right)).isPresent();
  }

  /// The peer as it is pinned now.
  Optional<Peer> peer(PeerKey key) {
    return gate.book().byKey(key);
  }

  boolean isStruckOut(PeerKey peer) {
    Moment now = clock.now();
    lock.lock();
    try {
      return strikes.isClosed(peer, now);
    } finally {
      lock.unlock();
    }
  }

  void strike(PeerKey peer) {
    Moment now = clock.now();
    lock.lock();
    try {
      strikes.struck(peer, now);
    } finally {
      lock.unlock();
    }
  }

  Identity own() {
    return own;
  }

  BlobPort port() {
    return port;
  }

  TransferWatch watch() {
    return watch;
  }

  Streams streams() {
    return streams;
  }

  WarmUp warmUp() {
    return warmUp;
  }

  NetLimits limits() {
    return limits;
  }
}
