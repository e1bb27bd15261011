package alpi.daemon.link;

import alpi.alp.crypto.Identity;
import alpi.alp.link.Gate;
import alpi.alp.net.BlobService;
import alpi.alp.net.LinkListener;
import alpi.alp.net.NetLimits;
import alpi.alp.peer.PeerBook;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.wire.Moment;
import alpi.daemon.agent.Turns;
import alpi.daemon.base.Actor;
import alpi.daemon.blob.PeerBlobs;
import alpi.daemon.blob.Shares;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A profile that listens: its gate, what is behind it, and the socket in front.
final class Listening implements AutoCloseable {
  private final LinkParts parts;
  private final Gate gate;
  private final Witness witness;
  private final PeerTurns turns;
  private final BlobService blobs;
  private final LinkListener listener;
  private Optional<InetSocketAddress> bound = Optional.empty();

  private Listening(
      LinkParts parts,
      Gate gate,
      Witness witness,
      PeerTurns turns,
      BlobService blobs,
      LinkListener listener) {
    this.parts = parts;
    this.gate = gate;
    this.witness = witness;
    this.turns = turns;
    this.blobs = blobs;
    this.listener = listener;
  }

  /// Builds all of it; nothing is bound yet.
  static Listening begin(
      LinkParts parts,
      Identity own,
      PeerFile file,
      Knocks knocks,
      PeerTalks talks,
      Turns answering,
      PeerBlobs blobs,
      Witnesses witnesses,
      List<LinkVerb> more) {
    var seen = new SeenTable(parts.journal(), parts.time());
    var turns = new PeerTurns(parts, answering, talks);
    turns.dropLeftovers();
    var reception = new Reception(parts, verbs(parts, turns, blobs, witnesses, more));
    PeerFile.Snapshot now = file.now();
    forgetShares(now, blobs.shares());
    PeerBook book = now.book();
    var gate = new Gate(own, book, reception.methods(), seen.window(), knocks.all(), seen);
    knocks.opened(gate);
    BlobService fast = blobs(parts, own, gate, blobs, knocks);
    var witness =
        new Witness(
            parts.journal(),
            knocks,
            () -> refresh(file, gate, turns, fast, blobs.shares()),
            parts.time());
    var listener =
        new LinkListener(
            gate,
            reception,
            witness,
            NetLimits.STANDARD,
            () -> new Moment(parts.time().now(), parts.time().nanos()),
            parts.random());
    listener.serve(fast);
    return new Listening(parts, gate, witness, turns, fast, listener);
  }

  private static BlobService blobs(
      LinkParts parts, Identity own, Gate gate, PeerBlobs blobs, Knocks knocks) {
    var watch = new TransferWitness(parts.journal(), key -> gate.book().byKey(key), knocks::keep);
    return new BlobService(
        own,
        gate,
        blobs,
        watch,
        NetLimits.STANDARD,
        () -> new Moment(parts.time().now(), parts.time().nanos()),
        parts.random());
  }

  private static List<LinkVerb> verbs(
      LinkParts parts, PeerTurns turns, PeerBlobs blobs, Witnesses witnesses, List<LinkVerb> more) {
    List<LinkVerb> all = new ArrayList<>(more);
    all.add(new PingVerb(parts.home().name().value(), witnesses));
    all.add(
        new AskVerb(
            turns, text -> parts.settings().current().redactor().redact(text), AskVerb.PROGRESS));
    all.add(new CancelVerb(turns));
    all.add(new PutBlobVerb(blobs, parts.journal(), parts.time()));
    all.add(new GetBlobVerb(blobs));
    return all;
  }

  /// Takes up what somebody wrote into the file by hand.
  private static void refresh(
      PeerFile file, Gate gate, PeerTurns turns, BlobService blobs, Shares shares) {
    PeerFile.Snapshot now = file.now();
    if (!now.book().equals(gate.book())) {
      inForce(now.book(), gate, turns, blobs);
      forgetShares(now, shares);
    }
  }

  /// A file that cannot be read pins nobody; but that nobody was unpinned by it.
  private static void forgetShares(PeerFile.Snapshot now, Shares shares) {
    if (now.problem().isEmpty()) {
      shares.keepOnly(key -> now.book().byKey(key).isPresent(), Actor.SYSTEM);
    }
  }

  /// From now on this book holds, for what is under way as well.
  private static void inForce(PeerBook book, Gate gate, PeerTurns turns, BlobService blobs) {
    gate.replace(book);
    turns.keepOnly(key -> book.byKey(key).filter(peer -> peer.mayCall(AskVerb.METHOD)).isPresent());
    blobs.followBook();
  }

  /// @throws Problem `peer_unreachable` when the address cannot be had
  void bind(InetSocketAddress address) {
    try {
      InetSocketAddress at = listener.start(address);
      bound = Optional.of(at);
      parts
          .journal()
          .append(Draft.of(EventKind.LINK_LISTENING, Actor.SYSTEM).with("at", Witness.text(at)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unbound(address, e);
    } catch (Problem e) {
      throw e;
    } catch (Exception e) {
      throw unbound(address, e);
    }
  }

  private static Problem unbound(InetSocketAddress address, Exception cause) {
    return Problem.of(
            ErrorCode.STORAGE,
            "The profile cannot listen at " + Witness.text(address) + ".",
            "Another program may listen there, or the address is not this machine's; choose another"
                + " with `alpi config set link.listen HOST:PORT`.")
        .because(cause);
  }

  Optional<InetSocketAddress> address() {
    return bound;
  }

  List<LiveLink> live() {
    return witness.live();
  }

  /// Puts another book in force.
  void replace(PeerBook book) {
    inForce(book, gate, turns, blobs);
  }

  @Override
  public void close() {
    listener.close();
    if (bound.isPresent()) {
      parts
          .journal()
          .later(Draft.of(EventKind.LINK_SHUT, Actor.SYSTEM).with("at", Witness.text(bound.get())));
      bound = Optional.empty();
    }
  }
}
