package alpi.daemon.link;

import alpi.alp.net.LinkExchange;
import alpi.alp.transfer.GetBlob;
import alpi.alp.transfer.Version1;
import alpi.daemon.blob.PeerBlobs;

/// `link.get_blob`: gives a blob that was shared with the peer, of up to 20 MiB.
final class GetBlobVerb implements LinkVerb {
  private final GetBlob get;

  GetBlobVerb(PeerBlobs blobs) {
    this.get = new GetBlob(blobs);
  }

  @Override
  public String method() {
    return Version1.GET;
  }

  @Override
  public void serve(LinkExchange exchange) throws InterruptedException {
    get.get(exchange.peer().key(), exchange.request().params(), exchange);
  }
}
