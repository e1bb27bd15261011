package alpi.daemon.tool;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import java.io.IOException;
import java.io.InputStream;

/// The part of the blob store that tools need: bytes kept for an owner and given back to that owner
/// alone.
public interface BlobShelf {
  /// Stores bytes, durable before this returns; they stay as long as `owner` does.
  BlobRef put(byte[] content, String mediaType, String owner);

  /// The bytes, if `owner` owns them.
  ///
  /// @throws alpi.alp.rpc.Problem `not_found` when there is no such blob for this owner
  InputStream open(Sha256 hash, String owner) throws IOException;

  /// Owns what a conversation shows: attachments and long results.
  static String session(SessionId session) {
    return "session/" + session;
  }

  /// Owns what files held before a run changed them.
  static String preimage(JobId run) {
    return "preimage/" + run;
  }
}
