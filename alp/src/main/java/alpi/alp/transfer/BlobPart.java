package alpi.alp.transfer;

import alpi.alp.blob.ChunkMap;
import alpi.alp.crypto.Signature;
import java.io.IOException;
import java.util.Optional;

/// A blob that is not complete yet. Nothing of it can be seen under its name before [#publish].
/// Used by one thread at a time; refuses with `cancelled` once another has taken over.
public interface BlobPart extends AutoCloseable {
  /// The chunks that were marked and have been synced since; a copy.
  ChunkMap have();

  /// Whether all leaves are stored and were found to fit the root.
  boolean hasLeaves();

  /// Stores leaves.
  ///
  /// @param first index of the first of them
  void putLeaves(int first, byte[] hashes) throws IOException, BlobFault;

  /// Notes that the leaves fit the root.
  void keepLeaves() throws IOException, BlobFault;

  byte[] leaf(int index) throws IOException, BlobFault;

  /// @return bytes read; fewer than `length` where the part ends
  int read(long offset, byte[] into, int length) throws IOException, BlobFault;

  void write(long offset, byte[] bytes, int length) throws IOException, BlobFault;

  /// Notes that a chunk was verified and written. Lasting with the next [#sync].
  void mark(int chunk) throws IOException, BlobFault;

  /// Brings what was written to the disk, and then the marks.
  void sync() throws IOException, BlobFault;

  /// Makes the blob visible under its name, all at once, when it is on the disk. The caller has
  /// verified all of it.
  ///
  /// @param sent the sender's signature over what it sent; version 1 has none
  void publish(Optional<Signature> sent) throws IOException, BlobFault;

  /// Removes all of it.
  void discard() throws IOException;

  /// Lets go of it, keeping what is there for another try. Nothing after [#publish], [#discard].
  @Override
  void close() throws IOException;
}
