package alpi.daemon.blob;

import alpi.alp.blob.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Pieces of blobs, for whoever reads a large one bit by bit: all of it is checked once and not
/// with every piece. Remembers which files were found good lately, as they were then.
final class Pieces {
  /// Most files that are remembered; the one that was asked for longest ago is forgotten first.
  static final int MAX_KEPT = 64;

  private final Shelf shelf;

  /// Guards the map.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Sha256, Shelf.Stamp> good = new LinkedHashMap<>(16, 0.75f, true);

  Pieces(Shelf shelf) {
    this.shelf = shelf;
  }

  /// @return fewer bytes than `length` at the end of the blob; nothing at all when the blob is not
  ///   what its name says
  Optional<byte[]> read(Sha256 hash, long offset, int length) throws IOException {
    try (FileChannel file = shelf.open(hash)) {
      if (!sound(hash, offset == 0)) {
        return Optional.empty();
      }
      ByteBuffer piece = ByteBuffer.allocate(length);
      int got = 0;
      while (got >= 0 && piece.hasRemaining()) {
        got = file.read(piece, offset + piece.position());
      }
      return Optional.of(Arrays.copyOf(piece.array(), piece.position()));
    }
  }

  private boolean sound(Sha256 hash, boolean anew) throws IOException {
    Shelf.Stamp now = shelf.stamp(hash);
    if (!anew && known(hash, now)) {
      return true;
    }
    boolean sound = shelf.hashOf(hash).matches(hash);
    if (sound) {
      keep(hash, now);
    }
    return sound;
  }

  private boolean known(Sha256 hash, Shelf.Stamp now) {
    lock.lock();
    try {
      return now.equals(good.get(hash));
    } finally {
      lock.unlock();
    }
  }

  private void keep(Sha256 hash, Shelf.Stamp then) {
    lock.lock();
    try {
      good.put(hash, then);
      if (good.size() > MAX_KEPT) {
        good.remove(good.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }
}
