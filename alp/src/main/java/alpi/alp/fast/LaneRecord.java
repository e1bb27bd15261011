package alpi.alp.fast;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.BulkSuite;
import alpi.alp.crypto.Signature;

/// What the two sides of the fast lane say to each other, chunks apart.
public sealed interface LaneRecord permits LaneRecord.Said, Leaves {
  /// Everything but leaves.
  sealed interface Said extends LaneRecord {}

  /// The wish to send a blob.
  ///
  /// @param stream number of the blob on this connection, 0 for the first
  /// @param signature of the sender over the manifest
  record Put(int stream, BulkSuite suite, Manifest manifest, Signature signature) implements Said {}

  /// The wish to send small blobs together.
  ///
  /// @param signature of the sender over the batch
  record PutMany(int stream, BulkSuite suite, Batch batch, Signature signature) implements Said {}

  /// All of a batch was sent.
  ///
  /// @param signature of the sender, that it sent all of it
  record SentMany(Sha256 digest, Signature signature) implements Said {}

  /// The wish to be sent a blob.
  record Get(int stream, BulkSuite suite, Sha256 id) implements Said {}

  /// A put is welcome.
  record Accept(Want want) implements Said {}

  /// A put is not needed: the blob is here already.
  record Have() implements Said {}

  /// Neither.
  ///
  /// @param detail for people, 0 to 256 characters of one line
  record Refused(BlobCode code, String detail) implements Said {
    public static final int MAX_DETAIL = 256;

    public Refused {
      if (detail.length() > MAX_DETAIL || detail.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("a detail is one line of " + MAX_DETAIL);
      }
    }
  }

  /// The answer to a get: what will be sent.
  record Offer(Manifest manifest, Signature signature) implements Said {}

  /// The answer to an offer.
  record Need(Want want) implements Said {}

  /// All was sent.
  ///
  /// @param signature of the sender, that it sent all of it
  record Fin(Manifest manifest, Signature signature) implements Said {}

  /// The blob is verified, on disk and visible.
  record Done(Sha256 id) implements Said {}

  /// The end of this blob, before its end.
  ///
  /// @param chunk that was at fault; [#NO_CHUNK] when none was
  record Abort(BlobCode code, int chunk) implements Said {
    public static final int NO_CHUNK = -1;

    public Abort {
      if (chunk < NO_CHUNK) {
        throw new IllegalArgumentException("no chunk has the number " + chunk);
      }
    }

    public static Abort of(BlobCode code) {
      return new Abort(code, NO_CHUNK);
    }
  }

  record Ping(long token) implements Said {}

  record Pong(long token) implements Said {}

  /// No more blobs on this connection.
  record GoAway() implements Said {}
}
