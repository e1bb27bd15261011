package alpi.daemon.blob;

import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.Signature;
import alpi.alp.fast.BlobCode;
import alpi.alp.transfer.BlobFault;
import alpi.alp.transfer.BlobPart;
import alpi.alp.transfer.Incoming;
import alpi.daemon.base.DiskFull;
import alpi.daemon.base.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// A blob of a peer that is not complete yet: its bytes, its leaves, and which chunks are on the
/// disk, in three files side by side. The third is replaced as a whole, after the bytes it speaks
/// of are synced, so that it never promises what a crash could have taken. What fits into a single
/// chunk is not worth another try: of that only the bytes are written, and synced once.
final class PeerPart implements BlobPart {
  private final Incoming offer;
  private final PartFiles files;
  private final Publisher publisher;

  /// Held while the files are touched: whoever takes over waits for what is being written.
  private final ReentrantLock lock = new ReentrantLock();

  private final FileChannel data;
  private final FileChannel leaves;
  private final boolean resumable;
  private final ChunkMap marked;
  private ChunkMap synced;
  private boolean fits;
  private boolean over;

  /// Gives a complete file its name.
  interface Publisher {
    void publish(Incoming offer, Path file, Optional<Signature> sent) throws IOException, BlobFault;
  }

  PeerPart(Incoming offer, PartFiles files, Publisher publisher) throws IOException {
    this.offer = offer;
    this.files = files;
    this.publisher = publisher;
    int count = Chunks.count(offer.size());
    this.resumable = count > 1;
    Optional<PartFiles.Kept> kept = resumable ? files.read(offer) : Optional.empty();
    if (kept.isEmpty()) {
      files.delete();
    }
    this.data = open(files.data());
    this.leaves = resumable ? open(files.leaves()) : data;
    this.fits = kept.map(PartFiles.Kept::fits).orElse(false);
    this.marked = kept.map(PartFiles.Kept::have).orElseGet(() -> ChunkMap.none(count));
    this.synced = marked.copy();
    if (kept.isEmpty() && resumable) {
      files.write(offer, fits, synced);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            LinkOption.NOFOLLOW_LINKS),
        PrivateFiles.fileMode());
  }

  Incoming offer() {
    return offer;
  }

  boolean isOver() {
    lock.lock();
    try {
      return over;
    } finally {
      lock.unlock();
    }
  }

  /// Something done with the files while nobody else does.
  private interface Work<T> {
    T run() throws IOException, BlobFault;
  }

  private <T> T held(Work<T> work) throws IOException, BlobFault {
    lock.lock();
    try {
      if (over) {
        throw new BlobFault(BlobCode.CANCELLED, "another connection brings this blob");
      }
      return work.run();
    } catch (IOException e) {
      if (DiskFull.caused(e)) {
        throw new BlobFault(BlobCode.DISK_LOW, "the disk is full");
      }
      throw e;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ChunkMap have() {
    lock.lock();
    try {
      return synced.copy();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean hasLeaves() {
    lock.lock();
    try {
      return fits;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void putLeaves(int first, byte[] hashes) throws IOException, BlobFault {
    held(() -> {
      requireLeaves();
      writeFully(leaves, (long) first * Sha256.BYTES, hashes, hashes.length);
      return true;
    });
  }

  @Override
  public void keepLeaves() throws IOException, BlobFault {
    held(() -> {
      requireLeaves();
      leaves.force(false);
      fits = true;
      files.write(offer, fits, synced);
      return true;
    });
  }

  @Override
  public byte[] leaf(int index) throws IOException, BlobFault {
    return held(() -> {
      requireLeaves();
      byte[] leaf = new byte[Sha256.BYTES];
      readUpTo(leaves, (long) index * Sha256.BYTES, leaf, leaf.length);
      return leaf;
    });
  }

  @Override
  public int read(long offset, byte[] into, int length) throws IOException, BlobFault {
    return held(() -> readUpTo(data, offset, into, length));
  }

  @Override
  public void write(long offset, byte[] bytes, int length) throws IOException, BlobFault {
    held(() -> {
      writeFully(data, offset, bytes, length);
      return true;
    });
  }

  @Override
  public void mark(int chunk) throws IOException, BlobFault {
    held(() -> {
      marked.add(chunk);
      return true;
    });
  }

  @Override
  public void sync() throws IOException, BlobFault {
    held(() -> {
      bring();
      return true;
    });
  }

  /// A single chunk has no leaves: its hash is the root.
  private void requireLeaves() {
    if (!resumable) {
      throw new IllegalStateException("leaves of a single chunk");
    }
  }

  /// The bytes first, then what says that they are there.
  private void bring() throws IOException {
    if (!resumable) {
      return;
    }
    data.force(false);
    synced = marked.copy();
    files.write(offer, fits, synced);
  }

  @Override
  public void publish(Optional<Signature> sent) throws IOException, BlobFault {
    held(() -> {
      if (data.size() != offer.size()) {
        throw new IOException("a part of another size than its blob");
      }
      data.force(true);
      publisher.publish(offer, files.data(), sent);
      end();
      files.delete();
      return true;
    });
  }

  @Override
  public void discard() throws IOException {
    lock.lock();
    try {
      if (!over) {
        end();
        files.delete();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (!over) {
        bring();
        end();
        if (!resumable) {
          files.delete();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void end() throws IOException {
    over = true;
    data.close();
    leaves.close();
  }

  private static int readUpTo(FileChannel file, long offset, byte[] into, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into, 0, length);
    int got = 0;
    while (got >= 0 && buffer.hasRemaining()) {
      got = file.read(buffer, offset + buffer.position());
    }
    return buffer.position();
  }

  private static void writeFully(FileChannel file, long offset, byte[] bytes, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    while (buffer.hasRemaining()) {
      file.write(buffer, offset + buffer.position());
    }
  }

  /// Bytes that the part takes on the disk, at most.
  long reserved() {
    return offer.size();
  }

  /// Whether the files of a part lie there.
  static boolean exists(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }
}
