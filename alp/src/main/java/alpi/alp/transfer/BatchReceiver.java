package alpi.alp.transfer;

import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.crypto.Signature;
import alpi.alp.fast.Batch;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.LaneRecord;
import alpi.alp.fast.LaneRecord.Abort;
import alpi.alp.fast.LaneRecord.Done;
import alpi.alp.fast.LaneRecord.Have;
import alpi.alp.fast.LaneRecord.Refused;
import alpi.alp.fast.LaneRecord.SentMany;
import alpi.alp.fast.Want;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/// Takes small blobs that come together. Each is checked when all of it has come; they are stored
/// and acknowledged together, all or none. At most [Batch#MAX_BYTES] are held meanwhile, and of a
/// batch that breaks off nothing is kept: it is sent again.
public final class BatchReceiver {
  private enum State {
    OFFERED,
    RECEIVING,
    OVER
  }

  private final BlobPort port;
  private final PeerKey from;
  private State state = State.OFFERED;
  private Optional<Batch> offered = Optional.empty();
  private ChunkMap held = ChunkMap.none(0);
  private byte[] bytes = {};
  private int filled;
  private int checked;
  private int entry;

  public BatchReceiver(BlobPort port, PeerKey from) {
    this.port = port;
    this.from = from;
  }

  /// Judges an offer before a byte of it is read.
  ///
  /// @return `Have` where all are here, `Refused`, or which are here already, as `Accept`
  public LaneRecord offered(Batch batch, Signature signature) {
    if (state != State.OFFERED) {
      throw new IllegalStateException("a receiver takes one batch");
    }
    state = State.OVER;
    offered = Optional.of(batch);
    if (!batch.isOffered(from, signature)) {
      return new Refused(BlobCode.BAD_SIGNATURE, "");
    }
    try {
      held = port.held(from, batch).copy();
      if (held.isFull()) {
        return new Have();
      }
      int missing = batch.missing(held);
      var offer = new Incoming(from, batch.digest(), missing, Optional.empty());
      Optional<BlobRefusal> refusal = port.judge(offer);
      if (refusal.isPresent()) {
        return new Refused(refusal.get().code(), refusal.get().detail());
      }
      bytes = new byte[missing];
      entry = held.nextMissing(0);
      state = State.RECEIVING;
      return new LaneRecord.Accept(new Want(false, held));
    } catch (IOException e) {
      return new Refused(BlobCode.INTERNAL_ERROR, "");
    }
  }

  /// Whether a piece of that number must be the last.
  public boolean isLast(int index) {
    return index == Chunks.count(bytes.length) - 1;
  }

  /// A piece as it came.
  ///
  /// @return what ends the transfer, if it does
  public Optional<LaneRecord> piece(int index, byte[] piece, int length) {
    boolean next =
        state == State.RECEIVING
            && filled < bytes.length
            && index == filled >>> Chunks.LOG2
            && length == Chunks.length(bytes.length, index);
    if (!next) {
      return aborted(BlobCode.BAD_CHUNK, Math.max(index, Abort.NO_CHUNK));
    }
    System.arraycopy(piece, 0, bytes, filled, length);
    filled += length;
    return check();
  }

  /// Checks the blobs that are complete by now.
  private Optional<LaneRecord> check() {
    Batch batch = offered.orElseThrow();
    while (entry < batch.count() && checked + batch.entries().get(entry).size() <= filled) {
      Batch.Entry one = batch.entries().get(entry);
      byte[] content = Arrays.copyOfRange(bytes, checked, checked + one.size());
      if (!Sha256.of(content).matches(one.id())) {
        return aborted(BlobCode.BAD_HASH, entry);
      }
      checked += one.size();
      entry = held.nextMissing(entry + 1);
    }
    return Optional.empty();
  }

  /// The other side says that it sent all.
  ///
  /// @return `Done` when all blobs are verified, on disk and visible; otherwise `Abort`
  public LaneRecord finished(SentMany sent) {
    Batch batch = offered.orElseThrow();
    if (state != State.RECEIVING
        || filled < bytes.length
        || !sent.digest().matches(batch.digest())) {
      return aborted(BlobCode.BAD_HASH, Abort.NO_CHUNK).orElseThrow();
    }
    if (!batch.isSent(from, sent.signature())) {
      return aborted(BlobCode.BAD_SIGNATURE, Abort.NO_CHUNK).orElseThrow();
    }
    // An empty blob at the end comes with no piece.
    Optional<LaneRecord> wrong = check();
    if (wrong.isPresent()) {
      return wrong.get();
    }
    try {
      port.publish(from, batch, held, bytes, sent.signature());
      state = State.OVER;
      return new Done(batch.digest());
    } catch (BlobFault fault) {
      return aborted(fault.code(), Abort.NO_CHUNK).orElseThrow();
    } catch (IOException e) {
      return aborted(BlobCode.INTERNAL_ERROR, Abort.NO_CHUNK).orElseThrow();
    }
  }

  private Optional<LaneRecord> aborted(BlobCode code, int at) {
    state = State.OVER;
    bytes = new byte[0];
    return Optional.of(new Abort(code, at));
  }
}
