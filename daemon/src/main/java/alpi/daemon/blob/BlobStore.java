package alpi.daemon.blob;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.crypto.Signature;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Time;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Tx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// The bytes of one profile, each stored once under its SHA-256, for as long as somebody owns it.
///
/// A file is written, hashed and on disk before its row and event are: there is never a row without
/// a file. Bytes are checked each time they are read; changed ones are set aside and never served.
public final class BlobStore {
  /// Largest blob.
  public static final long MAX_BLOB_BYTES = 8L << 30;

  /// Up to this size a blob is checked as a whole before its first byte is served.
  public static final int WHOLE_BYTES = 8 << 20;

  /// How long a blob that nobody owns is kept.
  public static final Duration GRACE = Duration.ofHours(24);

  /// Most blobs listed at once.
  public static final int MAX_LISTED = 1_000;

  private final Journal journal;
  private final Time time;
  private final Shelf shelf;
  private final long maxBlob;
  private final LongSupplier quota;
  private final Pieces pieces;
  private final Batches batches;

  /// Keeps a name and its row together: held while a file gets or loses its name and the row
  /// follows.
  private final ReentrantLock naming = new ReentrantLock();

  private final Set<Sha256> found;

  public BlobStore(ProfileHome home, Journal journal, Time time) {
    this(home, journal, time, ProfileConfig.defaults().blobs().quota()::bytes);
  }

  /// @param quota most bytes that all blobs together have, asked anew with each one
  public BlobStore(ProfileHome home, Journal journal, Time time, LongSupplier quota) {
    this(home, journal, time, MAX_BLOB_BYTES, quota);
  }

  BlobStore(ProfileHome home, Journal journal, Time time, long maxBlob, LongSupplier quota) {
    this.journal = journal;
    this.time = time;
    this.maxBlob = maxBlob;
    this.quota = quota;
    this.shelf = new Shelf(home.blobs());
    this.pieces = new Pieces(shelf);
    this.batches = new Batches(journal, shelf, time, quota, naming);
    this.found =
        BlobFaults.stored(() -> {
          batches.recover();
          return new Reconciliation(journal, shelf, time).run(this::stat, this::setAside);
        });
  }

  /// Stores what `in` gives and makes `owner` own it. The same bytes are stored once.
  ///
  /// @throws Problem `too_large` beyond [#MAX_BLOB_BYTES] or the profile's quota; `disk_full`
  public BlobRef put(InputStream in, String mediaType, BlobOwner owner) {
    return BlobFaults.stored(() -> {
      long room = quota.getAsLong() - journal.view(BlobTable::totalBytes);
      Shelf.Staged staged = shelf.stage(in, Math.min(maxBlob, Math.max(0, room)));
      try {
        return adopt(staged, staged.ref(mediaType), owner, _ -> {});
      } finally {
        shelf.discard(staged);
      }
    });
  }

  public BlobRef put(byte[] bytes, String mediaType, BlobOwner owner) {
    return put(new ByteArrayInputStream(bytes), mediaType, owner);
  }

  /// The bytes of a blob. A small one was checked as a whole; the end of a large one is reached
  /// only if all of it was right, else reading fails with `corrupt`.
  ///
  /// @throws Problem `not_found`, or `corrupt` when the bytes are not what their name says
  public InputStream open(Sha256 hash) {
    StoredBlob blob = known(hash);
    if (blob.corrupt()) {
      throw BlobFaults.corrupt(hash);
    }
    return BlobFaults.stored(() -> {
      try {
        return opened(blob.ref());
      } catch (NoSuchFileException e) {
        throw setAside(hash).because(e);
      }
    });
  }

  /// All bytes of a blob that is not larger than `limit`.
  ///
  /// @throws Problem as [#open], and `too_large`
  public byte[] read(Sha256 hash, int limit) {
    if (known(hash).ref().bytes() > limit) {
      throw BlobFaults.tooLarge(limit);
    }
    return BlobFaults.stored(() -> {
      try (InputStream in = open(hash)) {
        return in.readAllBytes();
      }
    });
  }

  /// A piece of a blob, shorter at its end. The whole is checked with the first piece, and with a
  /// later one when it was not read lately or its file is another one by now.
  ///
  /// @throws Problem as [#open]
  public byte[] piece(Sha256 hash, long offset, int length) {
    if (known(hash).corrupt()) {
      throw BlobFaults.corrupt(hash);
    }
    return BlobFaults.stored(() -> {
      try {
        return pieces.read(hash, offset, length).orElseThrow(() -> setAside(hash));
      } catch (NoSuchFileException e) {
        throw setAside(hash).because(e);
      }
    });
  }

  /// What is stored under a name; empty when nothing is, or when it is damaged.
  public Optional<BlobRef> stat(Sha256 hash) {
    return journal
        .view(reader -> BlobTable.find(reader, hash))
        .filter(blob -> !blob.corrupt())
        .map(StoredBlob::ref);
  }

  /// All that is known of a blob, damaged or not.
  public Optional<StoredBlob> find(Sha256 hash) {
    return journal.view(reader -> BlobTable.find(reader, hash));
  }

  /// Makes `owner` one more owner.
  ///
  /// @throws Problem `not_found`
  public void own(Sha256 hash, BlobOwner owner) {
    journal.transact(tx -> {
      if (BlobTable.find(tx, hash).isEmpty()) {
        throw BlobFaults.unknown(hash);
      }
      BlobTable.own(tx, hash, owner, time.now());
      return true;
    });
  }

  /// Ends one ownership.
  ///
  /// @return whether there was one
  public boolean disown(Sha256 hash, BlobOwner owner) {
    return journal.transact(tx -> BlobTable.disown(tx, hash, owner, time.now()));
  }

  /// Ends all that `owner` owns.
  ///
  /// @return how many blobs it owned
  public int disownAll(BlobOwner owner) {
    return journal.transact(tx -> {
      List<Sha256> owned = BlobTable.ownedBy(tx, owner);
      owned.forEach(hash -> BlobTable.disown(tx, hash, owner, time.now()));
      return owned.size();
    });
  }

  /// Those of one kind that own something.
  public List<BlobOwner> owners(BlobOwner.Kind kind) {
    return journal.view(reader -> BlobTable.owners(reader, kind));
  }

  /// Whether `owner` owns the blob: what a reader on somebody's behalf must ask first.
  public boolean owns(BlobOwner owner, Sha256 hash) {
    return journal
        .view(reader -> BlobTable.find(reader, hash))
        .map(blob -> blob.owners().contains(owner.toString()))
        .orElse(false);
  }

  /// Stored blobs in the order of their names.
  ///
  /// @param after the last name of the page before; empty for the first page
  public List<StoredBlob> list(Optional<Sha256> after, int limit) {
    String from = after.map(Sha256::hex).orElse("");
    return journal.view(reader -> BlobTable.list(reader, from, Math.clamp(limit, 1, MAX_LISTED)));
  }

  /// Removes what nobody owned for [#GRACE].
  ///
  /// @param dryRun only says what would go
  public GcReport gc(boolean dryRun) {
    Instant before = time.now().minus(GRACE);
    List<Sha256> swept = new ArrayList<>();
    long bytes = 0;
    for (BlobRef ref : journal.view(reader -> BlobTable.orphans(reader, before))) {
      if (dryRun || sweep(ref, before)) {
        swept.add(ref.hash());
        bytes += ref.bytes();
      }
    }
    return new GcReport(swept, bytes, dryRun);
  }

  /// Reads every blob and sets aside what is damaged.
  ///
  /// @return the damaged ones
  public List<Sha256> verify() {
    List<Sha256> damaged = new ArrayList<>();
    for (String hex : journal.view(BlobTable::hashes)) {
      var hash = new Sha256(hex);
      if (!sound(hash)) {
        damaged.add(hash);
      }
    }
    return List.copyOf(damaged);
  }

  /// Publishes even if the name is taken: the bytes at hand are known to be good, those on the disk
  /// are not.
  ///
  /// @param also what is recorded in the same transaction
  private BlobRef adopt(Shelf.Staged staged, BlobRef ref, BlobOwner owner, Consumer<Tx> also)
      throws IOException {
    naming.lock();
    try {
      shelf.publish(staged);
      return journal.transact(tx -> {
        BlobRef recorded = BlobTable.record(tx, ref, owner, time.now(), quota.getAsLong());
        also.accept(tx);
        return recorded;
      });
    } catch (Problem e) {
      if (journal.view(reader -> BlobTable.find(reader, ref.hash())).isEmpty()) {
        shelf.delete(ref.hash());
      }
      throw e;
    } finally {
      naming.unlock();
    }
  }

  /// Gives a complete, verified and synced file of a peer its name, and keeps the peer's word.
  void take(Path file, BlobRef ref, BlobOwner owner, PeerKey from, Optional<Signature> sent)
      throws IOException {
    Consumer<Tx> word = tx -> ShareTable.received(tx, ref.hash(), from, sent, time.now());
    var _ = adopt(new Shelf.Staged(file, ref.hash(), ref.bytes()), ref, owner, word);
  }

  /// Many small ones at once.
  Batches batches() {
    return batches;
  }

  /// Bytes of the blobs that an owner keeps.
  long bytesOf(BlobOwner owner) {
    return journal.view(reader -> ShareTable.bytesFrom(reader, owner));
  }

  /// Bytes that still fit in.
  long room() {
    return Math.max(0, quota.getAsLong() - journal.view(BlobTable::totalBytes));
  }

  FileChannel channel(Sha256 hash) throws IOException {
    return shelf.open(hash);
  }

  /// Looks at a blob that was read as something else, and sets it aside if it is damaged.
  void suspect(Sha256 hash) {
    var _ = sound(hash);
  }

  private boolean sweep(BlobRef ref, Instant before) {
    naming.lock();
    try {
      boolean gone =
          journal.transact(tx -> {
            boolean removed = BlobTable.sweep(tx, ref.hash(), before);
            if (removed) {
              tx.append(draft(EventKind.BLOB_SWEPT, ref));
            }
            return removed;
          });
      if (gone) {
        BlobFaults.stored(() -> {
          shelf.delete(ref.hash());
          return true;
        });
      }
      return gone;
    } finally {
      naming.unlock();
    }
  }

  private InputStream opened(BlobRef ref) throws IOException {
    InputStream file = Channels.newInputStream(shelf.open(ref.hash()));
    if (ref.bytes() > WHOLE_BYTES) {
      return new VerifyingStream(file, ref.hash(), () -> setAside(ref.hash()));
    }
    try (file) {
      byte[] all = file.readNBytes(WHOLE_BYTES + 1);
      if (!Sha256.of(all).matches(ref.hash())) {
        throw setAside(ref.hash());
      }
      return new ByteArrayInputStream(all);
    }
  }

  private boolean sound(Sha256 hash) {
    return BlobFaults.stored(() -> {
      boolean same;
      try {
        same = shelf.hashOf(hash).matches(hash);
      } catch (NoSuchFileException e) {
        same = false;
      }
      if (!same && stat(hash).isPresent()) {
        setAside(hash);
      }
      return same;
    });
  }

  /// Marks a blob as damaged and moves its file out of the way, unless good bytes came meanwhile.
  private Problem setAside(Sha256 hash) {
    naming.lock();
    try {
      boolean replaced = shelf.has(hash) && shelf.hashOf(hash).matches(hash);
      if (!replaced) {
        journal.transact(tx -> {
          BlobTable.corrupt(tx, hash, Optional.of(time.now()));
          return true;
        });
        shelf.quarantine(hash);
      }
      return BlobFaults.corrupt(hash);
    } catch (IOException e) {
      return BlobFaults.corrupt(hash).because(e);
    } finally {
      naming.unlock();
    }
  }

  /// Blobs whose file was there when this store was opened while their row was not: a crash came
  /// between the two, or the journal is a new or an older one. Nobody owns them yet, so whoever
  /// still refers to them has to say so within [#GRACE].
  public Set<Sha256> found() {
    return found;
  }

  private StoredBlob known(Sha256 hash) {
    return journal
        .view(reader -> BlobTable.find(reader, hash))
        .orElseThrow(() -> BlobFaults.unknown(hash));
  }

  static Draft draft(EventKind kind, BlobRef ref) {
    return Draft.of(kind, Actor.SYSTEM).with("sha", ref.hash().hex()).with("bytes", ref.bytes());
  }
}
