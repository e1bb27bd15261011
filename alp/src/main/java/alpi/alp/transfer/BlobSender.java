package alpi.alp.transfer;

import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.BulkSuite;
import alpi.alp.crypto.Identity;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.LaneRecord;
import alpi.alp.fast.LaneRecord.Abort;
import alpi.alp.fast.LaneRecord.Fin;
import alpi.alp.fast.LaneRecord.Offer;
import alpi.alp.fast.LaneRecord.Put;
import alpi.alp.fast.Leaves;
import alpi.alp.fast.Manifest;
import alpi.alp.fast.Want;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.io.IOException;
import java.util.Optional;

/// Sends one blob to a peer that takes it, or asked for it. What comes next is asked of it one by
/// one, as fast as the other side reads.
public final class BlobSender {
  private final Identity own;
  private final BlobSource source;
  private final Manifest manifest;
  private Optional<ChunkMap> have = Optional.empty();
  private int leaf;
  private int chunk;
  private boolean over;

  public BlobSender(Identity own, BlobSource source) {
    this.own = own;
    this.source = source;
    this.manifest = source.manifest();
  }

  /// What is sent next.
  public sealed interface Item {
    record Say(LaneRecord record) implements Item {}

    /// A chunk, which lies in the array that was given.
    ///
    /// @param last whether no other follows
    record Chunk(int index, boolean last, int length) implements Item {}
  }

  public Manifest manifest() {
    return manifest;
  }

  /// The opening of a put.
  public LaneRecord put(int stream, BulkSuite suite) {
    return new Put(stream, suite, manifest, manifest.offered(own));
  }

  /// The answer to a get.
  public LaneRecord offer() {
    return new Offer(manifest, manifest.offered(own));
  }

  /// The other side said what it needs.
  public void wanted(Want want) throws WireFault {
    if (have.isPresent()
        || want.have().count() != manifest.chunks()
        || (want.leaves() && !manifest.hasLeaves())) {
      throw new WireFault(Fault.OUT_OF_TURN, "a want that does not fit the blob");
    }
    have = Optional.of(want.have());
    leaf = want.leaves() ? 0 : manifest.chunks();
    chunk = want.have().nextMissing(0);
  }

  /// Bytes that the other side had before.
  public long skipped() {
    ChunkMap there = have.orElseThrow();
    return Math.min(manifest.size(), (long) there.present() << Chunks.LOG2);
  }

  /// @param buffer takes a chunk
  /// @return empty when all was said; what follows is the other side's
  public Optional<Item> next(byte[] buffer) {
    ChunkMap there = have.orElseThrow();
    if (over) {
      return Optional.empty();
    }
    try {
      if (leaf < manifest.chunks()) {
        int count = Math.min(Leaves.MAX, manifest.chunks() - leaf);
        byte[] run = source.leaves(leaf, count);
        if (run.length != count * Sha256.BYTES) {
          return abort(BlobCode.SOURCE_CHANGED);
        }
        leaf += count;
        return Optional.of(new Item.Say(Leaves.of(run)));
      }
      if (chunk < manifest.chunks()) {
        int index = chunk;
        int length = source.read(index, buffer);
        chunk = there.nextMissing(index + 1);
        return Optional.of(new Item.Chunk(index, chunk == manifest.chunks(), length));
      }
    } catch (BlobFault fault) {
      return abort(fault.code());
    } catch (IOException e) {
      return abort(BlobCode.SOURCE_CHANGED);
    }
    over = true;
    return Optional.of(new Item.Say(new Fin(manifest, manifest.sent(own))));
  }

  private Optional<Item> abort(BlobCode code) {
    over = true;
    return Optional.of(new Item.Say(new Abort(code, Math.min(chunk, manifest.chunks()))));
  }
}
