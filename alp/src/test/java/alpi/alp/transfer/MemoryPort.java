package alpi.alp.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.crypto.Signature;
import alpi.alp.fast.Batch;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.Manifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A port in memory, with a disk whose unsynced part a crash takes, and with the checks that hold
/// for every port: nothing wrong is published, no chunk is marked twice.
final class MemoryPort implements BlobPort {
  record Shared(PeerKey peer, Sha256 id) {}

  final Map<Sha256, byte[]> visible = new HashMap<>();
  final Set<Shared> known = new HashSet<>();
  final Set<Shared> shares = new HashSet<>();
  final Map<Shared, Part> parts = new HashMap<>();
  Optional<BlobRefusal> verdict = Optional.empty();
  int written;

  @Override
  public synchronized Optional<BlobRefusal> judge(Incoming offer) {
    return verdict;
  }

  @Override
  public synchronized boolean has(PeerKey peer, Sha256 id) {
    return visible.containsKey(id) && known.contains(new Shared(peer, id));
  }

  @Override
  public synchronized BlobPart stage(Incoming offer) {
    var key = new Shared(offer.from(), offer.id());
    Part old = parts.get(key);
    var part = new Part(key, offer);
    if (old != null && offer.root().isPresent() && offer.root().equals(old.offer.root())) {
      part.take(old);
    }
    if (old != null) {
      old.over = true;
    }
    parts.put(key, part);
    return part;
  }

  @Override
  public synchronized void publish(
      PeerKey from, Batch batch, ChunkMap held, byte[] bytes, Signature sent) {
    int at = 0;
    for (int i = held.nextMissing(0); i < batch.count(); i = held.nextMissing(i + 1)) {
      Batch.Entry entry = batch.entries().get(i);
      byte[] content = Arrays.copyOfRange(bytes, at, at + entry.size());
      assertEquals(entry.id(), Sha256.of(content), "published something else");
      assertFalse(known.contains(new Shared(from, entry.id())), "taken twice");
      visible.put(entry.id(), content);
      known.add(new Shared(from, entry.id()));
      at += entry.size();
    }
    assertEquals(bytes.length, at);
  }

  @Override
  public synchronized BlobSource share(PeerKey peer, Sha256 id) throws BlobFault {
    byte[] bytes = visible.get(id);
    if (bytes == null || !shares.contains(new Shared(peer, id))) {
      throw new BlobFault(BlobCode.BLOB_NOT_FOUND, "");
    }
    return source(bytes);
  }

  /// What kill -9 leaves: of what was not synced, some chunks reached the disk and some did not.
  synchronized void crash(java.util.Random random) {
    for (Part part : parts.values()) {
      part.over = true;
      for (int i = 0; i < part.marked.count(); i++) {
        if (part.marked.has(i) && !part.synced.has(i) && random.nextBoolean()) {
          int from = (int) Chunks.offset(i);
          Arrays.fill(part.bytes, from, Math.min(part.bytes.length, from + 100), (byte) 0);
        }
      }
      part.marked = part.synced.copy();
    }
  }

  static BlobSource source(byte[] bytes) {
    return new MemorySource(bytes);
  }

  final class Part implements BlobPart {
    private final Shared key;
    private final Incoming offer;
    private byte[] bytes;
    private byte[] leaves;
    private boolean fits;
    private ChunkMap marked;
    private ChunkMap synced;
    private boolean over;

    Part(Shared key, Incoming offer) {
      this.key = key;
      this.offer = offer;
      int count = Chunks.count(offer.size());
      this.bytes = new byte[(int) offer.size()];
      this.leaves = new byte[count * Sha256.BYTES];
      this.marked = ChunkMap.none(count);
      this.synced = ChunkMap.none(count);
    }

    private void take(Part old) {
      bytes = old.bytes.clone();
      leaves = old.leaves.clone();
      fits = old.fits;
      marked = old.over ? old.synced.copy() : old.marked.copy();
      synced = marked.copy();
    }

    private void check() throws BlobFault {
      if (over) {
        throw new BlobFault(BlobCode.CANCELLED, "another connection brings it");
      }
    }

    @Override
    public ChunkMap have() {
      return synced.copy();
    }

    @Override
    public boolean hasLeaves() {
      return fits;
    }

    @Override
    public void putLeaves(int first, byte[] hashes) throws BlobFault {
      check();
      System.arraycopy(hashes, 0, leaves, first * Sha256.BYTES, hashes.length);
    }

    @Override
    public void keepLeaves() throws BlobFault {
      check();
      fits = true;
    }

    @Override
    public byte[] leaf(int index) {
      return Arrays.copyOfRange(leaves, index * Sha256.BYTES, (index + 1) * Sha256.BYTES);
    }

    @Override
    public int read(long offset, byte[] into, int length) throws BlobFault {
      check();
      int got = (int) Math.min(length, bytes.length - offset);
      System.arraycopy(bytes, (int) offset, into, 0, got);
      return got;
    }

    @Override
    public void write(long offset, byte[] from, int length) throws BlobFault {
      check();
      System.arraycopy(from, 0, bytes, (int) offset, length);
      written += length;
    }

    @Override
    public void mark(int chunk) throws BlobFault {
      check();
      assertFalse(marked.has(chunk), () -> "chunk " + chunk + " accepted twice");
      marked.add(chunk);
    }

    @Override
    public void sync() throws BlobFault {
      check();
      synced = marked.copy();
    }

    @Override
    public void publish(Optional<Signature> sent) throws BlobFault {
      synchronized (MemoryPort.this) {
        check();
        assertEquals(offer.id(), Sha256.of(bytes), "published something else");
        visible.put(offer.id(), bytes.clone());
        known.add(key);
        over = true;
        parts.remove(key);
      }
    }

    @Override
    public void discard() {
      synchronized (MemoryPort.this) {
        over = true;
        parts.remove(key, this);
      }
    }

    @Override
    public void close() {
      if (!over) {
        synced = marked.copy();
      }
    }
  }

  /// A blob that can be sent, and that can go bad at a chunk.
  static final class MemorySource implements BlobSource {
    private final byte[] bytes;
    private final Manifest manifest;
    private final byte[] leaves;
    int badChunk = -1;

    MemorySource(byte[] bytes) {
      this.bytes = bytes;
      var out = new java.io.ByteArrayOutputStream();
      try {
        this.manifest =
            Ingest.read(
                new ByteArrayInputStream(bytes), new InlineHash(), out::writeBytes, _ -> {});
      } catch (IOException | BlobFault | InterruptedException e) {
        throw new IllegalStateException(e);
      }
      this.leaves = out.toByteArray();
    }

    @Override
    public Manifest manifest() {
      return manifest;
    }

    @Override
    public byte[] leaves(int first, int count) {
      return Arrays.copyOfRange(leaves, first * Sha256.BYTES, (first + count) * Sha256.BYTES);
    }

    @Override
    public int read(int index, byte[] into) {
      int length = Chunks.length(bytes.length, index);
      System.arraycopy(bytes, (int) Chunks.offset(index), into, 0, length);
      if (index == badChunk) {
        into[length / 2] ^= 1;
      }
      return length;
    }

    @Override
    public void close() {
      // Memory.
    }
  }
}
