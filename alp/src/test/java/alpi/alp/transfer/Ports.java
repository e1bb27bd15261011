package alpi.alp.transfer;

import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.crypto.Signature;
import alpi.alp.fast.Batch;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/// A port in memory for tests of other packages, which can be held up where it stages a blob.
public final class Ports {
  private final MemoryPort memory = new MemoryPort();
  private final Semaphore arrived = new Semaphore(0);
  private Optional<CountDownLatch> gate = Optional.empty();

  public static BlobSource source(byte[] bytes) {
    return MemoryPort.source(bytes);
  }

  public static BlobSource sourceWithBadChunk(byte[] bytes, int chunk) {
    var source = new MemoryPort.MemorySource(bytes);
    source.badChunk = chunk;
    return source;
  }

  public BlobPort port() {
    return new BlobPort() {
      @Override
      public Optional<BlobRefusal> judge(Incoming offer) {
        return memory.judge(offer);
      }

      @Override
      public boolean has(PeerKey peer, Sha256 id) {
        return memory.has(peer, id);
      }

      @Override
      public BlobPart stage(Incoming offer) throws IOException {
        arrived.release();
        if (gate.isPresent()) {
          try {
            gate.get().await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
          }
        }
        return memory.stage(offer);
      }

      @Override
      public void publish(PeerKey from, Batch batch, ChunkMap held, byte[] bytes, Signature sent) {
        memory.publish(from, batch, held, bytes, sent);
      }

      @Override
      public BlobSource share(PeerKey peer, Sha256 id) throws BlobFault {
        return memory.share(peer, id);
      }
    };
  }

  public Optional<byte[]> visible(Sha256 id) {
    synchronized (memory) {
      return Optional.ofNullable(memory.visible.get(id));
    }
  }

  public Sha256 hold(byte[] bytes) {
    synchronized (memory) {
      memory.visible.put(Sha256.of(bytes), bytes);
    }
    return Sha256.of(bytes);
  }

  public void share(PeerKey peer, Sha256 id) {
    synchronized (memory) {
      memory.shares.add(new MemoryPort.Shared(peer, id));
    }
  }

  public void refuse(Optional<BlobRefusal> verdict) {
    synchronized (memory) {
      memory.verdict = verdict;
    }
  }

  /// From now on whoever stages a blob waits.
  public void holdUp() {
    gate = Optional.of(new CountDownLatch(1));
  }

  public void awaitHeldUp() throws InterruptedException {
    arrived.acquire(1);
  }

  public void letGo() {
    gate.ifPresent(CountDownLatch::countDown);
  }
}
