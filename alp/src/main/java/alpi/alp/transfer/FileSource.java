package alpi.alp.transfer;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Merkle;
import alpi.alp.blob.Sha256;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/// A blob that is sent from an open file. Whether each chunk is what the manifest promises is
/// checked on the way where the caller wants it: the receiver checks it in any case.
public final class FileSource implements BlobSource {
  /// Gives leaves that lie somewhere.
  @FunctionalInterface
  public interface Leaves {
    byte[] read(int first, int count) throws IOException;
  }

  /// Says whether the file is still the one that was ingested.
  @FunctionalInterface
  public interface Check {
    void unchanged() throws IOException, BlobFault;
  }

  private final FileChannel file;
  private final Manifest manifest;
  private final Leaves leaves;
  private final Check check;
  private final boolean verifying;

  /// @param check is asked after each read
  /// @param verifying whether each chunk is hashed before it is sent
  public FileSource(
      FileChannel file, Manifest manifest, Leaves leaves, Check check, boolean verifying) {
    this.file = file;
    this.manifest = manifest;
    this.leaves = leaves;
    this.check = check;
    this.verifying = verifying;
  }

  @Override
  public Manifest manifest() {
    return manifest;
  }

  @Override
  public byte[] leaves(int first, int count) throws IOException {
    return leaves.read(first, count);
  }

  @Override
  public int read(int index, byte[] into) throws IOException, BlobFault {
    int length = Chunks.length(manifest.size(), index);
    ByteBuffer buffer = ByteBuffer.wrap(into, 0, length);
    int got = 0;
    while (got >= 0 && buffer.hasRemaining()) {
      got = file.read(buffer, Chunks.offset(index) + buffer.position());
    }
    check.unchanged();
    if (buffer.hasRemaining() || !matches(index, into, length)) {
      throw new BlobFault(BlobCode.SOURCE_CHANGED, "the bytes are not those that were offered");
    }
    return length;
  }

  private boolean matches(int index, byte[] chunk, int length) throws IOException {
    if (!verifying) {
      return true;
    }
    byte[] leaf = manifest.hasLeaves() ? leaves.read(index, 1) : manifest.root().bytes();
    return leaf.length == Sha256.BYTES && Arrays.equals(leaf, Merkle.leaf(chunk, length));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
