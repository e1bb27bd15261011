package alpi.daemon.blob;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.DiskFull;
import java.io.IOException;

/// What can go wrong in the store, in the sentences that people read.
final class BlobFaults {
  private BlobFaults() {}

  static Problem tooLarge(long limit) {
    return Problem.of(
        ErrorCode.TOO_LARGE,
        "That is more than the " + limit + " bytes there is room for.",
        "Send less, remove conversations that are not needed, or raise `blobs.quota`.");
  }

  static Problem unknown(Sha256 hash) {
    return Problem.of(ErrorCode.NOT_FOUND, "There is no blob " + hash.brief() + "….");
  }

  static Problem corrupt(Sha256 hash) {
    return Problem.of(
        ErrorCode.CORRUPT,
        "The stored bytes of blob " + hash.brief() + "… are damaged.",
        "They were set aside and are not served. Store the same content again to heal it.");
  }

  /// What `work` gives; a disk that fails it is told in a sentence.
  static <T> T stored(Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw (DiskFull.caused(e) ? full() : broken()).because(e);
    }
  }

  private static Problem full() {
    return Problem.of(
        ErrorCode.DISK_FULL, "The disk is full: the blob was not stored.", "Free some space.");
  }

  private static Problem broken() {
    return Problem.of(
        ErrorCode.STORAGE,
        "The disk refused to read or write a blob.",
        "Check the disk and the rights of the profile's directory.");
  }

  /// Something done with files.
  interface Work<T> {
    T run() throws IOException;
  }
}
