package alpi.daemon.context;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.SessionId;
import alpi.daemon.blob.StoredBlob;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Sessions;

/// What stored content carries: what is known of it by its hash, and what its owners say. What a
/// peer sent is a peer's, and what belongs to a conversation carries at least what is known of all
/// of it.
public final class BlobLabels {
  private static final String SESSION = "session:";
  private static final String RECEIVED = "received:";

  private final Origins origins;
  private final Sessions sessions;

  public BlobLabels(Origins origins, Sessions sessions) {
    this.origins = origins;
    this.sessions = sessions;
  }

  public Labels of(StoredBlob blob) {
    Labels labels = Labels.of(Source.WORKSPACE, true).and(origins.of(blob.ref().hash()));
    for (String owner : blob.owners()) {
      if (owner.startsWith(RECEIVED)) {
        labels = labels.and(Labels.of(Source.PEER, true));
      }
    }
    return labels;
  }

  /// The same for what came out of a conversation; of one that cannot be opened, the worst.
  public Labels said(StoredBlob blob) {
    Labels labels = of(blob);
    for (String owner : blob.owners()) {
      if (owner.startsWith(SESSION)) {
        labels = labels.and(session(owner.substring(SESSION.length())));
      }
    }
    return labels;
  }

  public Labels session(String id) {
    try {
      return sessions.open(new SessionId(id)).labels();
    } catch (Problem e) {
      return Labels.of(Source.WEB, true);
    }
  }
}
