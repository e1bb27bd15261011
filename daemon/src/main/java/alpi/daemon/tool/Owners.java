package alpi.daemon.tool;

import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.blob.BlobOwner;

/// Who keeps the blobs that tools make.
public final class Owners {
  private Owners() {}

  /// Of what a conversation shows: attachments and long results.
  public static BlobOwner session(SessionId session) {
    return new BlobOwner(BlobOwner.Kind.SESSION, session.value());
  }

  /// Of what files held before a run changed them.
  public static BlobOwner preimage(JobId run) {
    return new BlobOwner(BlobOwner.Kind.PREIMAGE, run.value());
  }
}
