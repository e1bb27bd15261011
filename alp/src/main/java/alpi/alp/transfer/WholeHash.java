package alpi.alp.transfer;

import alpi.alp.blob.Sha256;

/// The hash over all of a blob, fed in the order of its chunks. May work ahead on a thread of its
/// own, so chunks come in arrays that it lends and takes back.
public interface WholeHash extends AutoCloseable {
  /// An array for one chunk.
  byte[] lend() throws InterruptedException;

  /// Takes a lent array back unread.
  void giveBack(byte[] lent);

  /// Adds a chunk and takes its array back.
  void feed(byte[] lent, int length) throws InterruptedException;

  /// The hash over all that was fed, once.
  Sha256 finish() throws InterruptedException;

  @Override
  void close();
}
