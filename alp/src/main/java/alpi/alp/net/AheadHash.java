package alpi.alp.net;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.transfer.WholeHash;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// Hashes on a thread of its own, behind a ring of chunks: whoever feeds it waits when the ring is
/// full.
public final class AheadHash implements WholeHash {
  /// Arrays of the ring, 4 MiB together.
  public static final int RING = 16;

  /// A chunk that waits.
  private static final class Filled {
    private final byte[] chunk;
    private final int length;

    Filled(byte[] chunk, int length) {
      this.chunk = chunk;
      this.length = length;
    }
  }

  private final MessageDigest digest = Sha256.digest();
  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(RING);
  private final BlockingQueue<Optional<Filled>> full = new ArrayBlockingQueue<>(RING + 1);
  private final CountDownLatch hashed = new CountDownLatch(1);
  private final AtomicInteger made = new AtomicInteger();
  private final Thread thread = Thread.ofVirtual().name("blob-hash").unstarted(this::run);

  private AheadHash() {}

  /// One that runs already.
  public static AheadHash started() {
    var hash = new AheadHash();
    hash.thread.start();
    return hash;
  }

  private void run() {
    try {
      for (Optional<Filled> next = full.take(); next.isPresent(); next = full.take()) {
        Filled filled = next.get();
        digest.update(filled.chunk, 0, filled.length);
        giveBack(filled.chunk);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      hashed.countDown();
    }
  }

  @Override
  public byte[] lend() throws InterruptedException {
    byte[] kept = free.poll();
    if (kept != null) {
      return kept;
    }
    return made.incrementAndGet() <= RING ? new byte[Chunks.BYTES] : free.take();
  }

  @Override
  public void giveBack(byte[] lent) {
    var _ = free.offer(lent);
  }

  @Override
  public void feed(byte[] lent, int length) throws InterruptedException {
    full.put(Optional.of(new Filled(lent, length)));
  }

  @Override
  public Sha256 finish() throws InterruptedException {
    full.put(Optional.empty());
    hashed.await();
    return Sha256.ofDigest(digest.digest());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
