package alpi.alp.transfer;

import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Chunks;
import alpi.alp.crypto.BulkSuite;
import alpi.alp.crypto.Identity;
import alpi.alp.fast.Batch;
import alpi.alp.fast.LaneRecord;
import alpi.alp.fast.Want;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.util.Optional;

/// Sends small blobs together to a peer that takes them: those it has not, packed one behind the
/// other into pieces of a chunk's size.
public final class BatchSender {
  private final Identity own;
  private final Packed packed;
  private Optional<ChunkMap> held = Optional.empty();
  private int entry;
  private int from;
  private int piece;
  private int left;
  private boolean over;

  public BatchSender(Identity own, Packed packed) {
    this.own = own;
    this.packed = packed;
  }

  public Batch batch() {
    return packed.batch();
  }

  public LaneRecord opening(int stream, BulkSuite suite) {
    return new LaneRecord.PutMany(stream, suite, batch(), batch().offered(own));
  }

  /// The other side said what it needs.
  public void wanted(Want want) throws WireFault {
    if (held.isPresent() || want.leaves() || want.have().count() != batch().count()) {
      throw new WireFault(Fault.OUT_OF_TURN, "a want that does not fit the batch");
    }
    held = Optional.of(want.have());
    entry = want.have().nextMissing(0);
    left = batch().missing(want.have());
  }

  /// @param buffer takes a piece
  /// @return empty when all was said; what follows is the other side's
  public Optional<BlobSender.Item> next(byte[] buffer) {
    ChunkMap there = held.orElseThrow();
    if (over) {
      return Optional.empty();
    }
    if (left > 0) {
      int length = filled(there, buffer);
      left -= length;
      return Optional.of(new BlobSender.Item.Chunk(piece++, left == 0, length));
    }
    over = true;
    var end = new LaneRecord.SentMany(batch().digest(), batch().sent(own));
    return Optional.of(new BlobSender.Item.Say(end));
  }

  private int filled(ChunkMap there, byte[] buffer) {
    int at = 0;
    while (at < Chunks.BYTES && entry < batch().count()) {
      byte[] content = packed.contents().get(entry);
      int length = Math.min(Chunks.BYTES - at, content.length - from);
      System.arraycopy(content, from, buffer, at, length);
      at += length;
      from += length;
      if (from == content.length) {
        from = 0;
        entry = there.nextMissing(entry + 1);
      }
    }
    return at;
  }
}
