package alpi.alp.transfer;

import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Chunks;
import alpi.alp.blob.Merkle;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.crypto.Signature;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.LaneRecord;
import alpi.alp.fast.LaneRecord.Abort;
import alpi.alp.fast.LaneRecord.Done;
import alpi.alp.fast.LaneRecord.Fin;
import alpi.alp.fast.LaneRecord.Have;
import alpi.alp.fast.LaneRecord.Refused;
import alpi.alp.fast.Leaves;
import alpi.alp.fast.Manifest;
import alpi.alp.fast.Want;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/// Takes one blob from a peer, put by it or asked of it. Each chunk is checked when it comes and
/// written only if it is right; all of them together are checked before anything can be seen.
///
/// What it is told comes in order, from one thread. It ends with [#close], which keeps what is
/// there for another try unless the transfer is over.
public final class BlobReceiver implements AutoCloseable {
  /// Bytes that may be written before they are brought to the disk.
  public static final long SYNC_BYTES = 64L << 20;

  /// Chunks read back for the whole hash with each chunk that comes, while it lags behind.
  private static final int CATCH_UP = 4;

  /// Where a transfer stands.
  public enum State {
    OFFERED,
    LEAVES,
    RECEIVING,
    DONE,
    ABORTED
  }

  private final BlobPort port;
  private final PeerKey from;
  private final WholeHash whole;
  private State state = State.OFFERED;
  private Optional<BlobPart> staged = Optional.empty();
  private Optional<Manifest> offered = Optional.empty();
  private ChunkMap have = ChunkMap.none(0);
  private final Merkle tree = new Merkle();
  private int hashed;
  private int last = -1;
  private long unsynced;

  /// @param whole fresh; closed by the caller
  public BlobReceiver(BlobPort port, PeerKey from, WholeHash whole) {
    this.port = port;
    this.from = from;
    this.whole = whole;
  }

  public State state() {
    return state;
  }

  /// What was offered, once it is.
  public Optional<Manifest> manifest() {
    return offered;
  }

  /// Bytes that are here.
  public long present() {
    Manifest manifest = offered.orElseThrow();
    long bytes = (long) have.present() << Chunks.LOG2;
    int end = have.count() - 1;
    boolean withEnd = end >= 0 && have.has(end);
    return withEnd ? bytes - Chunks.BYTES + Chunks.length(manifest.size(), end) : bytes;
  }

  /// Judges an offer before a byte of the blob is read.
  ///
  /// @return `Have`, `Refused`, or what is still needed, as `Accept`
  public LaneRecord offered(Manifest manifest, Signature signature) throws InterruptedException {
    if (state != State.OFFERED || staged.isPresent()) {
      throw new IllegalStateException("a receiver takes one blob");
    }
    offered = Optional.of(manifest);
    if (!manifest.isOffered(from, signature)) {
      return refused(BlobRefusal.of(BlobCode.BAD_SIGNATURE));
    }
    Incoming offer =
        new Incoming(from, manifest.id(), manifest.size(), Optional.of(manifest.root()));
    try {
      if (port.has(from, manifest.id())) {
        state = State.DONE;
        return new Have();
      }
      Optional<BlobRefusal> refusal = port.judge(offer);
      if (refusal.isPresent()) {
        return refused(refusal.get());
      }
      return welcomed(manifest, port.stage(offer));
    } catch (BlobFault fault) {
      return refused(fault.refusal());
    } catch (IOException e) {
      return refused(BlobRefusal.of(BlobCode.INTERNAL_ERROR));
    }
  }

  private LaneRecord refused(BlobRefusal refusal) {
    state = State.ABORTED;
    return new Refused(refusal.code(), refusal.detail());
  }

  private LaneRecord welcomed(Manifest manifest, BlobPart part)
      throws IOException, BlobFault, InterruptedException {
    staged = Optional.of(part);
    boolean leaves = manifest.hasLeaves() && !part.hasLeaves();
    have = leaves ? ChunkMap.none(manifest.chunks()) : part.have();
    state = leaves ? State.LEAVES : State.RECEIVING;
    if (!leaves) {
      adopt(manifest, part);
    }
    return new LaneRecord.Accept(new Want(leaves, have));
  }

  /// Chunks that a crash kept from being synced lie behind the last that were. They are taken if
  /// they are right.
  private void adopt(Manifest manifest, BlobPart part)
      throws IOException, BlobFault, InterruptedException {
    byte[] chunk = whole.lend();
    int index = have.nextMissing(0);
    while (index < have.count()) {
      int length = Chunks.length(manifest.size(), index);
      if (part.read(Chunks.offset(index), chunk, length) < length
          || !isRight(part, index, chunk, length)) {
        break;
      }
      note(part, index, length);
      index = have.nextMissing(index + 1);
    }
    whole.giveBack(chunk);
  }

  /// Leaves of the chunks to come.
  ///
  /// @return what ends the transfer, if they do
  public Optional<LaneRecord> leaves(Leaves run) {
    Manifest manifest = offered.orElseThrow();
    if (state != State.LEAVES || tree.count() + run.count() > manifest.chunks()) {
      return aborted(BlobCode.BAD_ROOT, Abort.NO_CHUNK, true);
    }
    try {
      part().putLeaves(tree.count(), run.bytes());
      for (int i = 0; i < run.count(); i++) {
        tree.add(run.leaf(i));
      }
      if (tree.count() == manifest.chunks()) {
        if (!tree.root().matches(manifest.root())) {
          return aborted(BlobCode.BAD_ROOT, Abort.NO_CHUNK, true);
        }
        part().keepLeaves();
        state = State.RECEIVING;
      }
      return Optional.empty();
    } catch (BlobFault fault) {
      return aborted(fault.code(), Abort.NO_CHUNK, false);
    } catch (IOException e) {
      return aborted(BlobCode.INTERNAL_ERROR, Abort.NO_CHUNK, false);
    }
  }

  /// Whether a chunk of that number, if it comes next, must be the last of this sending.
  public boolean isLast(int index) {
    return have.count() > 0 && have.lastMissing() == index;
  }

  /// A chunk as it came.
  ///
  /// @param lent from the whole hash, which has it back afterwards
  /// @return what ends the transfer, if it does; nothing of this chunk was written then
  public Optional<LaneRecord> chunk(int index, byte[] lent, int length)
      throws InterruptedException {
    boolean fed = false;
    try {
      Manifest manifest = offered.orElseThrow();
      if (state != State.RECEIVING
          || index <= last
          || index >= have.count()
          || have.has(index)
          || length != Chunks.length(manifest.size(), index)
          || !isRight(part(), index, lent, length)) {
        return aborted(BlobCode.BAD_CHUNK, Math.max(index, Abort.NO_CHUNK), false);
      }
      part().write(Chunks.offset(index), lent, length);
      last = index;
      note(part(), index, length);
      catchUp(manifest, index - 1, CATCH_UP);
      if (hashed == index) {
        hashed++;
        fed = true;
        whole.feed(lent, length);
      }
      return Optional.empty();
    } catch (BlobFault fault) {
      return aborted(fault.code(), index, false);
    } catch (IOException e) {
      return aborted(BlobCode.INTERNAL_ERROR, index, false);
    } finally {
      if (!fed) {
        whole.giveBack(lent);
      }
    }
  }

  private boolean isRight(BlobPart part, int index, byte[] chunk, int length)
      throws IOException, BlobFault {
    Manifest manifest = offered.orElseThrow();
    byte[] leaf = manifest.hasLeaves() ? part.leaf(index) : manifest.root().bytes();
    return Arrays.equals(leaf, Merkle.leaf(chunk, length));
  }

  private void note(BlobPart part, int index, int length) throws IOException, BlobFault {
    part.mark(index);
    have.add(index);
    unsynced += length;
    if (unsynced >= SYNC_BYTES) {
      part.sync();
      unsynced = 0;
    }
  }

  /// Reads back for the whole hash what was here before, some at a time.
  private void catchUp(Manifest manifest, int upTo, int most)
      throws IOException, BlobFault, InterruptedException {
    for (int i = 0; i < most && hashed <= upTo && have.has(hashed); i++) {
      int length = Chunks.length(manifest.size(), hashed);
      byte[] chunk = whole.lend();
      int got = part().read(Chunks.offset(hashed), chunk, length);
      if (got < length) {
        whole.giveBack(chunk);
        throw new IOException("a part that is shorter than what was written to it");
      }
      whole.feed(chunk, length);
      hashed++;
    }
  }

  /// The other side says that it sent all.
  ///
  /// @return `Done` when the blob is verified, on disk and visible; otherwise `Abort`
  public LaneRecord finished(Fin fin) throws InterruptedException {
    Manifest manifest = offered.orElseThrow();
    if (state != State.RECEIVING || !have.isFull() || !fin.manifest().equals(manifest)) {
      return aborted(BlobCode.BAD_HASH, Abort.NO_CHUNK, false).orElseThrow();
    }
    if (!manifest.isSent(from, fin.signature())) {
      return aborted(BlobCode.BAD_SIGNATURE, Abort.NO_CHUNK, true).orElseThrow();
    }
    try {
      catchUp(manifest, have.count() - 1, Integer.MAX_VALUE);
      Sha256 found = whole.finish();
      if (!found.matches(manifest.id())) {
        return aborted(BlobCode.BAD_HASH, Abort.NO_CHUNK, true).orElseThrow();
      }
      part().publish(Optional.of(fin.signature()));
      staged = Optional.empty();
      state = State.DONE;
      return new Done(manifest.id());
    } catch (BlobFault fault) {
      return aborted(fault.code(), Abort.NO_CHUNK, false).orElseThrow();
    } catch (IOException e) {
      return aborted(BlobCode.INTERNAL_ERROR, Abort.NO_CHUNK, false).orElseThrow();
    }
  }

  private BlobPart part() {
    return staged.orElseThrow();
  }

  /// @param worthless whether nothing of what is here can be used in another try
  private Optional<LaneRecord> aborted(BlobCode code, int chunk, boolean worthless) {
    state = State.ABORTED;
    try {
      if (worthless && staged.isPresent()) {
        part().discard();
        staged = Optional.empty();
      }
    } catch (IOException e) {
      return Optional.of(new Abort(code, chunk));
    }
    return Optional.of(new Abort(code, chunk));
  }

  @Override
  public void close() throws IOException {
    if (staged.isPresent()) {
      BlobPart part = staged.get();
      staged = Optional.empty();
      part.close();
    }
  }
}
