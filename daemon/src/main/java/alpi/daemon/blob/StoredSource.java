package alpi.daemon.blob;

import alpi.alp.fast.BlobCode;
import alpi.alp.fast.Manifest;
import alpi.alp.transfer.BlobFault;
import alpi.alp.transfer.BlobSource;
import java.io.IOException;
import java.nio.channels.FileChannel;

/// A source and the file of its leaves, closed together. Bytes that are not what they were are told
/// to whoever keeps them.
final class StoredSource implements BlobSource {
  private final BlobSource source;
  private final FileChannel leaves;
  private final Runnable damaged;

  StoredSource(BlobSource source, FileChannel leaves, Runnable damaged) {
    this.source = source;
    this.leaves = leaves;
    this.damaged = damaged;
  }

  @Override
  public Manifest manifest() {
    return source.manifest();
  }

  @Override
  public byte[] leaves(int first, int count) throws IOException {
    return source.leaves(first, count);
  }

  @Override
  public int read(int index, byte[] into) throws IOException, BlobFault {
    try {
      return source.read(index, into);
    } catch (BlobFault fault) {
      if (fault.code() == BlobCode.SOURCE_CHANGED) {
        damaged.run();
      }
      throw fault;
    }
  }

  @Override
  public void close() throws IOException {
    try (leaves) {
      source.close();
    }
  }
}
