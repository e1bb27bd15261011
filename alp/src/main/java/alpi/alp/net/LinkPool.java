package alpi.alp.net;

import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.Envelope;
import alpi.alp.link.Lane;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// Keeps a session for each peer and lane, so that a call costs a handshake only when there is
/// none. A broken session is dropped and nothing is asked twice: the next call makes a new one.
public final class LinkPool implements AutoCloseable {
  /// Most sessions that are kept or in use.
  public static final int MAX_LINES = 256;

  private record Key(InetSocketAddress address, PeerKey peer, Lane lane) {}

  /// One session, used by one caller at a time.
  private static final class Slot {
    /// Guards `line`, and is held for the length of a call: calls of one lane wait for each other.
    private final ReentrantLock lock = new ReentrantLock();

    private volatile Optional<LinkLine> line = Optional.empty();
  }

  /// A session that is open.
  public record Kept(InetSocketAddress address, PeerKey peer, Lane lane, Traffic traffic) {}

  private final LinkDialer dialer;

  /// Guards `slots` and `closed`.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Key, Slot> slots = new HashMap<>();
  private boolean closed;

  public LinkPool(LinkDialer dialer) {
    this.dialer = dialer;
  }

  /// Asks a peer, on the lane of the call.
  ///
  /// @see LinkLine#call
  public Envelope call(
      InetSocketAddress address,
      PeerKey peer,
      String method,
      ObjectNode params,
      boolean stream,
      Duration patience,
      Consumer<Envelope.Answer> parts)
      throws WireFault, InterruptedException {
    return call(dialer::dial, address, peer, method, params, stream, patience, parts);
  }

  /// The same.
  ///
  /// @param dialing makes the session where none is kept
  public Envelope call(
      Dialing dialing,
      InetSocketAddress address,
      PeerKey peer,
      String method,
      ObjectNode params,
      boolean stream,
      Duration patience,
      Consumer<Envelope.Answer> parts)
      throws WireFault, InterruptedException {
    Slot slot = slot(new Key(address, peer, Lane.of(method, params, stream)));
    slot.lock.lockInterruptibly();
    try {
      LinkLine line = open(slot, dialing, address, peer);
      return line.call(method, params, stream, patience, parts);
    } finally {
      slot.line = slot.line.filter(LinkLine::isOpen);
      slot.lock.unlock();
    }
  }

  /// The sessions that are open now, in no order.
  public List<Kept> kept() {
    lock.lock();
    try {
      List<Kept> open = new ArrayList<>();
      slots.forEach((key, slot) ->
          slot.line
              .filter(LinkLine::isOpen)
              .map(line -> new Kept(key.address(), key.peer(), key.lane(), line.traffic()))
              .ifPresent(open::add));
      return open;
    } finally {
      lock.unlock();
    }
  }

  /// Ends every session with a peer; calls under way fail.
  public void drop(PeerKey peer) {
    lock.lock();
    try {
      slots.forEach((key, slot) -> {
        if (key.peer().equals(peer)) {
          slot.line.ifPresent(LinkLine::close);
        }
      });
    } finally {
      lock.unlock();
    }
  }

  private static LinkLine open(Slot slot, Dialing dialing, InetSocketAddress address, PeerKey peer)
      throws WireFault, InterruptedException {
    Optional<LinkLine> kept = slot.line.filter(LinkLine::isOpen);
    if (kept.isPresent()) {
      return kept.get();
    }
    LinkLine line = dialing.dial(address, peer);
    slot.line = Optional.of(line);
    return line;
  }

  private Slot slot(Key key) throws WireFault {
    lock.lock();
    try {
      if (closed) {
        throw new WireFault(Fault.CLOSED, "no calls are made any more");
      }
      if (!slots.containsKey(key) && slots.size() >= MAX_LINES) {
        slots.values().removeIf(LinkPool::isUnused);
        if (slots.size() >= MAX_LINES) {
          throw new WireFault(Fault.EXHAUSTED, "too many calls are under way");
        }
      }
      return slots.computeIfAbsent(key, _ -> new Slot());
    } finally {
      lock.unlock();
    }
  }

  /// A slot that nobody holds or waits for, and whose session is over.
  private static boolean isUnused(Slot slot) {
    if (!slot.lock.tryLock()) {
      return false;
    }
    try {
      return !slot.lock.hasQueuedThreads() && slot.line.filter(LinkLine::isOpen).isEmpty();
    } finally {
      slot.lock.unlock();
    }
  }

  /// Ends every session. Calls under way fail.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      slots.values().forEach(slot -> slot.line.ifPresent(LinkLine::close));
    } finally {
      lock.unlock();
    }
    dialer.close();
  }
}
