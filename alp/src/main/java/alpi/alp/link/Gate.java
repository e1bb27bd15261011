package alpi.alp.link;

import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.EnvelopeCodec;
import alpi.alp.envelope.LinkError;
import alpi.alp.envelope.Received;
import alpi.alp.envelope.ReplayWindow;
import alpi.alp.envelope.Seen;
import alpi.alp.peer.Admission;
import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerBook;
import alpi.alp.peer.PendingPeers;
import alpi.alp.peer.Strangers;
import alpi.alp.wire.Fault;
import alpi.alp.wire.Moment;
import alpi.alp.wire.WireFault;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// Judges every text that reaches a profile, for all its sessions: is it an envelope, fresh, for
/// us, signed; is its sender pinned and the one who made the handshake; is it new; may it be asked.
///
/// Whoever is not pinned leaves a row among the strangers and nothing else: they are verified at a
/// bounded rate, and never enter the record of what was seen.
public final class Gate {
  private final Identity own;
  private final SeenLog log;

  /// Guards everything below. Nothing is called out under it.
  private final ReentrantLock lock = new ReentrantLock();

  private final ReplayWindow window;
  private final Admission admission;
  private final Strangers strangers;
  private PeerBook book;

  /// @param methods that are answered at all
  /// @param window what was let in before, read back from `log`
  public Gate(
      Identity own,
      PeerBook book,
      Set<String> methods,
      ReplayWindow window,
      PendingPeers pending,
      SeenLog log) {
    this.own = own;
    this.book = book;
    this.window = window;
    this.admission = new Admission(methods);
    this.strangers = new Strangers(pending);
    this.log = log;
  }

  Identity own() {
    return own;
  }

  /// The pinned peer whose X25519 key this is.
  Optional<Peer> pinned(byte[] staticKey) {
    lock.lock();
    try {
      return book.byStaticKey(staticKey);
    } finally {
      lock.unlock();
    }
  }

  /// @param staticKey proven by the other side in the handshake
  /// @param address where the other side is, for the row of a stranger
  Verdict judge(byte[] text, byte[] staticKey, Optional<String> address, Moment now) {
    Optional<PeerKey> sender = Optional.empty();
    try {
      Received received = EnvelopeCodec.read(text);
      if (!mayBeVerified(received.claimedSender(), now)) {
        throw new WireFault(Fault.UNKNOWN_PEER, "one stranger too many this minute");
      }
      Envelope envelope = received.verified(own.key(), now.wall());
      sender = Optional.of(received.claimedSender());
      if (!received.claimedSender().hasStaticKey(staticKey)) {
        throw new WireFault(Fault.WRONG_SENDER, "an envelope that another peer signed");
      }
      if (!(envelope instanceof Envelope.Request request)) {
        throw new WireFault(Fault.BAD_ENVELOPE, "an answer where a request belongs");
      }
      return admitted(request, address, now);
    } catch (WireFault fault) {
      return new Verdict.Drop(fault.fault(), String.valueOf(fault.getMessage()), sender);
    }
  }

  private boolean mayBeVerified(PeerKey sender, Moment now) {
    lock.lock();
    try {
      return book.byKey(sender).isPresent() || strangers.mayKnock(now);
    } finally {
      lock.unlock();
    }
  }

  private Verdict admitted(Envelope.Request request, Optional<String> address, Moment now)
      throws WireFault {
    Peer peer;
    Seen seen;
    Optional<LinkError> refusal;
    lock.lock();
    try {
      Optional<Peer> known = book.byKey(request.header().from());
      if (known.isEmpty()) {
        strangers.knocked(request.header().from(), address, now.wall());
        throw new WireFault(Fault.UNKNOWN_PEER, "a request of somebody who is not pinned");
      }
      peer = known.get();
      seen = window.admit(request.header(), now.wall());
      refusal = admission.refusal(peer, request, now);
    } finally {
      lock.unlock();
    }
    try {
      log.append(seen);
    } catch (IOException e) {
      throw new WireFault(Fault.REPLAY_UNKNOWN, "what was let in cannot be written down");
    }
    return refusal.isPresent()
        ? new Verdict.Deny(peer, request, refusal.get())
        : new Verdict.Serve(peer, request);
  }

  /// Somebody who is not pinned proved a key in a handshake of the fast lane.
  public void knocked(PeerKey key, Optional<String> address, Moment now) {
    lock.lock();
    try {
      if (book.byKey(key).isEmpty() && strangers.mayKnock(now)) {
        strangers.knocked(key, address, now.wall());
      }
    } finally {
      lock.unlock();
    }
  }

  public PeerBook book() {
    lock.lock();
    try {
      return book;
    } finally {
      lock.unlock();
    }
  }

  /// Puts another book in force, from the next request on. Who is pinned in it is a stranger no
  /// more.
  public void replace(PeerBook changed) {
    lock.lock();
    try {
      book = changed;
      admission.keepOnly(changed);
      changed.peers().forEach(peer -> strangers.forget(peer.key()));
    } finally {
      lock.unlock();
    }
  }

  /// The strangers who knocked.
  public PendingPeers pending() {
    lock.lock();
    try {
      return strangers.pending();
    } finally {
      lock.unlock();
    }
  }

  /// Forgets a stranger; there is no list of the unwanted.
  public void discard(PeerKey key) {
    lock.lock();
    try {
      strangers.forget(key);
    } finally {
      lock.unlock();
    }
  }

  /// What the log must hold from now on; empty when its `lines` lines need no rewriting.
  public Optional<List<Seen>> compacted(int lines, Instant now) {
    lock.lock();
    try {
      List<Seen> live = window.live(now);
      return window.isWorthCompacting(lines) ? Optional.of(live) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }
}
