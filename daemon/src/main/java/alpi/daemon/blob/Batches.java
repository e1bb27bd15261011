package alpi.daemon.blob;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.crypto.Signature;
import alpi.alp.fast.Batch;
import alpi.daemon.base.Time;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Tx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Takes many small blobs at once into the store: one flush of one file, one transaction. To flush
/// the file of each would take a thousand times as long. Until that was done, at leisure, the one
/// file stays and mends what a crash took of the others.
final class Batches {
  /// Files that may wait to be done with: 64 MiB.
  static final int MAX_WAITING = 16;

  private final Journal journal;
  private final Shelf shelf;
  private final Time time;
  private final LongSupplier quota;

  /// Of the store: keeps a name and its row together.
  private final ReentrantLock naming;

  /// Held while a segment is settled, so that none is settled twice.
  private final ReentrantLock settling = new ReentrantLock();

  /// Guards `waiting`.
  private final ReentrantLock queue = new ReentrantLock();

  private final Deque<Segment> waiting = new ArrayDeque<>();

  Batches(Journal journal, Shelf shelf, Time time, LongSupplier quota, ReentrantLock naming) {
    this.journal = journal;
    this.shelf = shelf;
    this.time = time;
    this.quota = quota;
    this.naming = naming;
  }

  /// Which blobs of a batch are here and kept for that peer.
  ChunkMap held(PeerKey peer, Batch batch) {
    return journal.view(reader -> ShareTable.held(reader, batch, peer, time.now()));
  }

  /// Forgets what is known of batches of which nothing is left.
  ///
  /// @return how many
  int forget() {
    return journal.transact(ShareTable::forgetBatches);
  }

  /// Stores the blobs of a batch that are not `held`, which the caller has verified.
  ///
  /// @throws alpi.alp.rpc.Problem `too_large` beyond the quota, `disk_full`; nothing is stored then
  void take(PeerKey from, Batch batch, ChunkMap held, byte[] bytes, Signature sent)
      throws IOException {
    while (count() >= MAX_WAITING) {
      settleOldest();
    }
    Segment segment = shelf.segment(batch, held, bytes);
    boolean taken = false;
    naming.lock();
    try {
      segment.each(shelf::place);
      journal.transact(tx -> record(tx, from, batch, segment, sent));
      taken = true;
    } finally {
      if (!taken) {
        undo(segment);
      }
      naming.unlock();
    }
    add(segment);
  }

  /// Names without rows go again.
  private void undo(Segment segment) throws IOException {
    for (Batch.Entry entry : segment.entries()) {
      if (journal.view(reader -> BlobTable.find(reader, entry.id())).isEmpty()) {
        shelf.delete(entry.id());
      }
    }
    segment.delete();
  }

  private boolean record(Tx tx, PeerKey from, Batch batch, Segment segment, Signature sent) {
    Instant now = time.now();
    BlobOwner owner = PeerBlobs.received(from);
    Sha256 digest = batch.digest();
    ShareTable.receivedMany(tx, batch, from, sent, now);
    for (Batch.Entry entry : segment.entries()) {
      var ref = new BlobRef(entry.id(), entry.size(), BlobRef.UNKNOWN_TYPE);
      boolean fresh = BlobTable.insert(tx, ref, now);
      if (!fresh) {
        BlobTable.corrupt(tx, entry.id(), Optional.empty());
      }
      BlobTable.own(tx, entry.id(), owner, now);
      ShareTable.receivedWith(tx, entry.id(), from, digest, now);
      if (fresh) {
        tx.append(
            BlobStore.draft(EventKind.BLOB_STORED, ref)
                .with("owner", owner.toString())
                .with("batch", digest.hex()));
      }
    }
    if (BlobTable.totalBytes(tx) > quota.getAsLong()) {
      throw BlobFaults.tooLarge(quota.getAsLong());
    }
    return true;
  }

  /// Mends what a crash took, from the segments that it left. Before anything is looked at.
  void recover() throws IOException {
    for (Path file : shelf.segments()) {
      Optional<Segment> left = Segment.read(file);
      if (left.isEmpty()) {
        Files.deleteIfExists(file);
        continue;
      }
      left.get().each(this::mend);
      add(left.get());
    }
  }

  private void mend(Sha256 hash, byte[] bytes, int from, int length) throws IOException {
    boolean known = journal.view(reader -> BlobTable.find(reader, hash)).isPresent();
    boolean right = Sha256.of(Arrays.copyOfRange(bytes, from, from + length)).matches(hash);
    if (known && right && !isThere(hash)) {
      shelf.place(hash, bytes, from, length);
    }
  }

  private boolean isThere(Sha256 hash) throws IOException {
    try {
      return shelf.hashOf(hash).matches(hash);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /// Brings the file of each blob to the disk and lets the segments go, unless somebody does
  /// already.
  void settle() throws IOException {
    int most = count();
    for (int i = 0; i < most; i++) {
      if (!settling.tryLock()) {
        return;
      }
      try {
        settleNext();
      } finally {
        settling.unlock();
      }
    }
  }

  private void settleOldest() throws IOException {
    settling.lock();
    try {
      settleNext();
    } finally {
      settling.unlock();
    }
  }

  private void settleNext() throws IOException {
    Optional<Segment> oldest = oldest();
    if (oldest.isPresent()) {
      for (Batch.Entry entry : oldest.get().entries()) {
        shelf.flush(entry.id());
      }
      shelf.flushNames();
      oldest.get().delete();
      remove(oldest.get());
    }
  }

  private Optional<Segment> oldest() {
    queue.lock();
    try {
      return Optional.ofNullable(waiting.peekFirst());
    } finally {
      queue.unlock();
    }
  }

  private void add(Segment segment) {
    queue.lock();
    try {
      waiting.addLast(segment);
    } finally {
      queue.unlock();
    }
  }

  private void remove(Segment segment) {
    queue.lock();
    try {
      waiting.remove(segment);
    } finally {
      queue.unlock();
    }
  }

  /// Segments that wait.
  int count() {
    queue.lock();
    try {
      return waiting.size();
    } finally {
      queue.unlock();
    }
  }
}
