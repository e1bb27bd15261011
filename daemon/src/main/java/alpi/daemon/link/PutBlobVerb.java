package alpi.daemon.link;

import alpi.alp.net.LinkExchange;
import alpi.alp.transfer.PutBlob;
import alpi.alp.transfer.Version1;
import alpi.alp.wire.Moment;
import alpi.daemon.base.Time;
import alpi.daemon.blob.PeerBlobs;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;

/// `link.put_blob`: takes a blob of up to 20 MiB piece by piece.
final class PutBlobVerb implements LinkVerb {
  private final PutBlob put;
  private final Journal journal;
  private final Time time;

  PutBlobVerb(PeerBlobs blobs, Journal journal, Time time) {
    this.journal = journal;
    this.put = new PutBlob(blobs);
    this.time = time;
  }

  @Override
  public String method() {
    return Version1.PUT;
  }

  @Override
  public void serve(LinkExchange exchange) throws InterruptedException {
    var now = new Moment(time.now(), time.nanos());
    switch (put.put(exchange.peer().key(), exchange.request().params(), now)) {
      case PutBlob.Reply.Result(var result) -> exchange.answer(result);
      case PutBlob.Reply.Refusal(var error) -> {
        journal.later(
            Draft.of(EventKind.BLOB_REFUSED, Peers.actor(exchange.peer()))
                .with("key", exchange.peer().key().text())
                .with("method", "put")
                .with("decision", "deny")
                .with("reason", error.message()));
        exchange.refuse(error);
      }
    }
  }
}
