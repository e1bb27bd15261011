package alpi.daemon.link;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.net.BatchEnd;
import alpi.alp.net.TransferEnd;
import alpi.alp.net.TransferEvent;
import alpi.alp.net.TransferWatch;
import alpi.alp.peer.Peer;
import alpi.alp.wire.Fault;
import alpi.daemon.base.Actor;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Puts on record what peers did with blobs on the fast lane, above all what was refused and why.
final class TransferWitness implements TransferWatch {
  private final Journal journal;
  private final Function<PeerKey, Optional<Peer>> book;
  private final Runnable knocked;

  /// @param book the peers as they are pinned now
  /// @param knocked runs when somebody who is not pinned proved a key
  TransferWitness(Journal journal, Function<PeerKey, Optional<Peer>> book, Runnable knocked) {
    this.journal = journal;
    this.book = book;
    this.knocked = knocked;
  }

  @Override
  public void told(TransferEvent event) {
    switch (event) {
      case TransferEvent.Received(var peer, var end) -> done(EventKind.BLOB_RECEIVED, peer, end);
      case TransferEvent.ReceivedMany(var peer, var end) -> done(peer, end);
      case TransferEvent.Sent(var peer, var end) -> done(EventKind.BLOB_SENT, peer, end);
      case TransferEvent.Refused(var peer, var blob, var put, var code, var detail) ->
          refused(peer, blob, put, code.message(), detail);
      case TransferEvent.Broken(var peer, var blob, var put, var code, var detail) ->
          refused(peer, blob, put, code.message(), detail);
      case TransferEvent.Stalled(var peer, var blob, var put) ->
          refused(peer, blob, put, "stalled", "");
      case TransferEvent.Dropped(var peer, var fault, var detail) -> dropped(peer, fault, detail);
    }
  }

  private void done(EventKind kind, PeerKey peer, TransferEnd end) {
    journal.later(
        Draft.of(kind, actor(peer))
            .with("key", peer.text())
            .with("sha", end.id().hex())
            .with("bytes", end.size())
            .with("moved", end.moved())
            .with("ours", false)
            .with("state", "done"));
  }

  private void done(PeerKey peer, BatchEnd end) {
    journal.later(
        Draft.of(EventKind.BLOB_RECEIVED, actor(peer))
            .with("key", peer.text())
            .with("batch", end.digest().hex())
            .with("count", end.count())
            .with("bytes", end.size())
            .with("moved", end.moved())
            .with("ours", false)
            .with("state", "done"));
  }

  private void refused(PeerKey peer, Sha256 blob, boolean put, String reason, String detail) {
    journal.later(
        Draft.of(EventKind.BLOB_REFUSED, actor(peer))
            .with("key", peer.text())
            .with("sha", blob.hex())
            .with("method", put ? "put" : "get")
            .with("decision", "deny")
            .with("reason", reason)
            .with("detail", detail));
  }

  /// A connection that merely ended is no decision.
  private void dropped(Optional<PeerKey> peer, Fault fault, String detail) {
    if (fault == Fault.UNKNOWN_PEER) {
      knocked.run();
    }
    if (fault == Fault.CLOSED || fault == Fault.TIMEOUT) {
      return;
    }
    Draft draft =
        Draft.of(EventKind.LINK_DROPPED, peer.map(this::actor).orElse(Actor.SYSTEM))
            .with("decision", "deny")
            .with("reason", fault.name().toLowerCase(Locale.ROOT))
            .with("detail", detail);
    journal.later(peer.map(key -> draft.with("key", key.text())).orElse(draft));
  }

  private Actor actor(PeerKey key) {
    return book.apply(key).map(Peers::actor).orElseGet(() -> Actor.peer(key.brief()));
  }
}
