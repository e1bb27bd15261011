package alpi.daemon.blob;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.crypto.Signature;
import alpi.alp.fast.Batch;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.Manifest;
import alpi.alp.net.AheadHash;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.transfer.BlobFault;
import alpi.alp.transfer.BlobPart;
import alpi.alp.transfer.BlobPort;
import alpi.alp.transfer.BlobRefusal;
import alpi.alp.transfer.BlobSource;
import alpi.alp.transfer.FileSource;
import alpi.alp.transfer.Incoming;
import alpi.daemon.base.DiskFull;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Time;
import alpi.daemon.config.ByteSize;
import alpi.daemon.config.LinkConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/// The store as peers meet it: what they may put into it, what of it they may have, and what is
/// sent to them.
public final class PeerBlobs implements BlobPort {
  /// Bytes that stay free on the disk, whatever peers send, where the settings name none.
  public static final long FREE_FLOOR = 2L << 30;

  private final BlobStore store;
  private final Shares shares;
  private final Time time;
  private final PeerParts parts;
  private final LeafFiles leaves;
  private final Room room;
  private final Path dir;

  /// What there is room for.
  public interface Room {
    /// Bytes that may be written to the disk of `dir` before the floor is reached.
    long free(Path dir) throws IOException;

    /// Bytes that one peer may have here.
    long perPeer();

    /// That of a machine, as the settings say each time.
    static Room of(Supplier<LinkConfig> settings) {
      return new Room() {
        @Override
        public long free(Path dir) throws IOException {
          FileStore disk = Files.getFileStore(dir);
          long usual = Math.max(FREE_FLOOR, disk.getTotalSpace() / 20);
          long floor = settings.get().freeSpace().map(ByteSize::bytes).orElse(usual);
          return disk.getUsableSpace() - floor;
        }

        @Override
        public long perPeer() {
          return settings.get().peerQuota().bytes();
        }
      };
    }
  }

  public PeerBlobs(ProfileHome home, BlobStore store, Shares shares, Room room, Time time) {
    this.store = store;
    this.shares = shares;
    this.room = room;
    this.time = time;
    this.parts = new PeerParts(home.blobs().resolve(".incoming"), this::publish);
    this.leaves = new LeafFiles(home.blobs().resolve(".leaves"));
    this.dir = home.blobs();
  }

  @Override
  public Optional<BlobRefusal> judge(Incoming offer) throws IOException {
    if (offer.size() > BlobStore.MAX_BLOB_BYTES) {
      return refusal(BlobCode.TOO_BIG, "blobs have at most " + BlobStore.MAX_BLOB_BYTES + " bytes");
    }
    long ofPeer = store.bytesOf(received(offer.from())) + parts.bytes(offer, true);
    if (ofPeer + offer.size() > room.perPeer()) {
      return refusal(
          BlobCode.QUOTA,
          "the blobs of one peer have at most "
              + room.perPeer()
              + " bytes; its owner can raise link.peer_quota");
    }
    if (parts.bytes(offer, false) + offer.size() > store.room()) {
      return refusal(BlobCode.QUOTA, "the store is full; its owner can raise blobs.quota");
    }
    if (offer.size() > room.free(dir)) {
      return refusal(BlobCode.DISK_LOW, "the disk is nearly full");
    }
    return Optional.empty();
  }

  private static Optional<BlobRefusal> refusal(BlobCode code, String detail) {
    return Optional.of(new BlobRefusal(code, detail));
  }

  @Override
  public boolean has(PeerKey peer, Sha256 id) {
    return store.stat(id).isPresent()
        && (store.owns(received(peer), id) || shares.isShared(id, peer));
  }

  @Override
  public BlobPart stage(Incoming offer) throws IOException, BlobFault {
    return parts.stage(offer);
  }

  @Override
  public ChunkMap held(PeerKey peer, Batch batch) {
    return store.batches().held(peer, batch);
  }

  @Override
  public void publish(PeerKey from, Batch batch, ChunkMap held, byte[] bytes, Signature sent)
      throws IOException, BlobFault {
    stored(() -> store.batches().take(from, batch, held, bytes, sent));
  }

  @Override
  public void rested() {
    BlobFaults.stored(() -> {
      store.batches().settle();
      return true;
    });
  }

  private void publish(Incoming offer, Path file, Optional<Signature> sent)
      throws IOException, BlobFault {
    var ref = new BlobRef(offer.id(), offer.size(), BlobRef.UNKNOWN_TYPE);
    stored(() -> store.take(file, ref, received(offer.from()), offer.from(), sent));
  }

  /// Something that the store does with what a peer sent.
  private interface Storing {
    void run() throws IOException;
  }

  private static void stored(Storing work) throws IOException, BlobFault {
    try {
      work.run();
    } catch (IOException e) {
      if (DiskFull.caused(e)) {
        throw new BlobFault(BlobCode.DISK_LOW, "the disk is full");
      }
      throw e;
    } catch (Problem problem) {
      if (problem.code() == ErrorCode.TOO_LARGE) {
        throw new BlobFault(BlobCode.QUOTA, "the store is full");
      }
      if (problem.code() == ErrorCode.DISK_FULL) {
        throw new BlobFault(BlobCode.DISK_LOW, "the disk is full");
      }
      throw new IOException("the store refused a complete blob", problem);
    }
  }

  @Override
  public BlobSource share(PeerKey peer, Sha256 id) throws IOException, BlobFault {
    Optional<BlobRef> ref = store.stat(id);
    if (ref.isEmpty() || !shares.use(id, peer)) {
      throw missing();
    }
    try {
      return stored(ref.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw missing();
    }
  }

  public Shares shares() {
    return shares;
  }

  /// @throws alpi.alp.rpc.Problem `not_found`
  public BlobSource stored(Sha256 hash) throws IOException, BlobFault, InterruptedException {
    return stored(store.stat(hash).orElseThrow(() -> BlobFaults.unknown(hash)));
  }

  /// A blob of the store, each chunk of which is checked before it is sent. One that is damaged is
  /// set aside.
  private BlobSource stored(BlobRef ref) throws IOException, BlobFault, InterruptedException {
    Optional<Manifest> known = leaves.find(ref.hash(), ref.bytes());
    Manifest manifest = known.isPresent() ? known.get() : ingested(ref);
    FileChannel hashes = leaves.open(ref.hash());
    FileChannel file = store.channel(ref.hash());
    var source =
        new FileSource(
            file, manifest, (first, count) -> leaves.read(hashes, first, count), () -> {}, true);
    return new StoredSource(source, hashes, () -> store.suspect(ref.hash()));
  }

  private Manifest ingested(BlobRef ref) throws IOException, BlobFault, InterruptedException {
    try (InputStream in = Channels.newInputStream(store.channel(ref.hash()));
        var whole = AheadHash.started()) {
      Manifest manifest = leaves.ingest(in, whole, _ -> {});
      if (!manifest.id().equals(ref.hash())) {
        store.suspect(ref.hash());
        throw missing();
      }
      return manifest;
    }
  }

  /// A small file as it is now, to be sent with others; empty when it is too large for that.
  ///
  /// @throws java.nio.file.NoSuchFileException when there is none
  public Optional<byte[]> small(Path path) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      if (file.size() > Chunks.BYTES) {
        return Optional.empty();
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) file.size() + 1);
      int got = 0;
      while (got >= 0 && bytes.hasRemaining()) {
        got = file.read(bytes);
      }
      // One that grew meanwhile is not small any more, or read anew as a large one.
      return bytes.hasRemaining()
          ? Optional.of(Arrays.copyOf(bytes.array(), bytes.position()))
          : Optional.empty();
    }
  }

  /// A file as it lies there now, which is read once before it can be sent.
  ///
  /// @param progress is told how many bytes were read so far
  public BlobSource file(Path path, LongConsumer progress)
      throws IOException, BlobFault, InterruptedException {
    FileChannel file =
        FileChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    boolean kept = false;
    try {
      Stamp before = Stamp.of(path);
      Manifest manifest;
      try (var whole = AheadHash.started();
          FileChannel reading = FileChannel.open(path, StandardOpenOption.READ)) {
        manifest = leaves.ingest(Channels.newInputStream(reading), whole, progress);
      }
      FileChannel hashes = leaves.open(manifest.id());
      var source =
          new FileSource(
              file,
              manifest,
              (first, count) -> leaves.read(hashes, first, count),
              () -> unchanged(path, before),
              false);
      kept = true;
      return new StoredSource(source, hashes, () -> {});
    } finally {
      if (!kept) {
        file.close();
      }
    }
  }

  private static void unchanged(Path path, Stamp before) throws IOException, BlobFault {
    if (!Stamp.of(path).equals(before)) {
      throw new BlobFault(BlobCode.SOURCE_CHANGED, "the file changed while it was sent");
    }
  }

  /// By what a file is known to be the one it was.
  private record Stamp(long bytes, Object modified, String key) {
    static Stamp of(Path path) throws IOException {
      var now = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return new Stamp(now.size(), now.lastModifiedTime(), String.valueOf(now.fileKey()));
    }
  }

  /// Ends shares that are over and removes parts that waited for too long.
  ///
  /// @return how many of both
  public int sweep() {
    rested();
    int ended = shares.expire() + store.batches().forget();
    return ended + BlobFaults.stored(() -> parts.expire(time.now().minus(PeerParts.KEPT)));
  }

  private static BlobFault missing() {
    return new BlobFault(BlobCode.BLOB_NOT_FOUND, "");
  }

  /// Who keeps what came from a peer.
  public static BlobOwner received(PeerKey peer) {
    return new BlobOwner(BlobOwner.Kind.RECEIVED, peer.text());
  }
}
