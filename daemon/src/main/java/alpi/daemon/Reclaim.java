package alpi.daemon;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.SessionId;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.session.Sessions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives blobs that a new or an older journal knows nothing of back to the conversations that still
/// refer to them, so that putting a journal aside costs its record and not what people attached.
record Reclaim(BlobStore blobs, Sessions sessions) {
  private static final Logger LOG = LoggerFactory.getLogger(Reclaim.class);

  void run() {
    Set<Sha256> found = blobs.found();
    if (found.isEmpty()) {
      return;
    }
    LOG.warn("event=blobs_found_without_record count={}", found.size());
    for (SessionId id : sessions.all()) {
      reclaim(id, found);
    }
  }

  /// A conversation that cannot be read keeps no other from getting what is its own.
  private void reclaim(SessionId id, Set<Sha256> found) {
    try {
      var owner = new BlobOwner(BlobOwner.Kind.SESSION, id.value());
      for (BlobRef blob : sessions.open(id).blobs()) {
        if (found.contains(blob.hash())) {
          blobs.own(blob.hash(), owner);
        }
      }
    } catch (Problem e) {
      LOG.warn("event=blobs_not_reclaimed session={}", id, e);
    }
  }
}
