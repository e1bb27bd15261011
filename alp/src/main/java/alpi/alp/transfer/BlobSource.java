package alpi.alp.transfer;

import alpi.alp.fast.Manifest;
import java.io.IOException;

/// A blob that can be sent: a file, or one from the store.
public interface BlobSource extends AutoCloseable {
  Manifest manifest();

  /// A run of chunk hashes, one behind the other.
  byte[] leaves(int first, int count) throws IOException;

  /// Reads a whole chunk to the start of `into`.
  ///
  /// @return its bytes
  /// @throws BlobFault `source-changed` when the bytes are not those of the manifest any more, as
  ///   far as that can be told cheaply
  int read(int index, byte[] into) throws IOException, BlobFault;

  @Override
  void close() throws IOException;
}
