package alpi.alp.net;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.BulkSuite;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.ChunkOpener;
import alpi.alp.fast.ChunkSealer;
import alpi.alp.fast.LaneRecord;
import alpi.alp.fast.LaneRecord.Abort;
import alpi.alp.fast.LaneRecord.Done;
import alpi.alp.fast.LaneRecord.Fin;
import alpi.alp.fast.LaneRecord.SentMany;
import alpi.alp.fast.Leaves;
import alpi.alp.fast.Manifest;
import alpi.alp.fast.RecordHeader;
import alpi.alp.transfer.BatchReceiver;
import alpi.alp.transfer.BatchSender;
import alpi.alp.transfer.BlobFault;
import alpi.alp.transfer.BlobReceiver;
import alpi.alp.transfer.BlobSender;
import alpi.alp.transfer.WholeHash;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.time.Duration;
import java.util.Optional;

/// Moves one blob over a line, from a sender or to a receiver, once both sides know what is needed.
final class BlobTraffic {
  /// How long nothing may come.
  private final Duration stall;

  private final FastLine line;
  private final WarmUp warmUp;

  BlobTraffic(FastLine line, Duration stall, WarmUp warmUp) {
    this.line = line;
    this.stall = stall;
    this.warmUp = warmUp;
  }

  /// Sends all that is needed and hears how it went.
  ///
  /// @return bytes of the blob that were sent
  /// @throws BlobFault when either side gave up
  long send(BlobSender sender, BulkSuite suite, int stream, Progress progress)
      throws WireFault, BlobFault, InterruptedException {
    Manifest manifest = sender.manifest();
    warmUp.before(manifest.size());
    ChunkSealer chunks = line.session().chunks(suite, stream, manifest.id());
    byte[] chunk = new byte[Chunks.BYTES];
    byte[] sealed = new byte[Chunks.BYTES + ChunkSealer.OVERHEAD];
    long moved = 0;
    Optional<BlobSender.Item> next = sender.next(chunk);
    while (next.isPresent() && !line.hasNews()) {
      switch (next.get()) {
        case BlobSender.Item.Say(LaneRecord record) -> {
          line.say(record);
          if (record instanceof Abort(BlobCode code, int at)) {
            throw new BlobFault(code, "chunk " + at + " could not be sent");
          }
        }
        case BlobSender.Item.Chunk(int index, boolean last, int length) -> {
          line.write(sealed, chunks.seal(index, last, chunk, length, sealed));
          moved += length;
          progress.at(Math.min(manifest.size(), sender.skipped() + moved), moved, manifest.size());
        }
      }
      next = sender.next(chunk);
    }
    LaneRecord end = line.hear(patienceForTheEnd(manifest));
    if (end instanceof Abort(BlobCode code, int at)) {
      throw new BlobFault(code, at == Abort.NO_CHUNK ? "" : "the peer refused chunk " + at);
    }
    if (next.isPresent() || !(end instanceof Done done) || !done.id().equals(manifest.id())) {
      throw new WireFault(Fault.OUT_OF_TURN, "no end of this blob");
    }
    return moved;
  }

  /// The other side may still have to read back what it had of an earlier try.
  private Duration patienceForTheEnd(Manifest manifest) {
    return stall.plusSeconds(manifest.size() / (100L << 20));
  }

  /// Takes what comes, and says how it went.
  ///
  /// @return bytes of the blob that came
  /// @throws BlobFault when either side gave up
  long receive(
      BlobReceiver receiver, WholeHash whole, BulkSuite suite, int stream, Progress progress)
      throws WireFault, BlobFault, InterruptedException {
    Manifest manifest = receiver.manifest().orElseThrow();
    warmUp.before(manifest.size());
    ChunkOpener chunks = line.session().opening(suite, stream, manifest.id());
    byte[] sealed = new byte[RecordHeader.MAX_LENGTH];
    long moved = 0;
    while (true) {
      RecordHeader header = line.header(stall);
      if (header.isChunk()) {
        line.body(header, sealed, stall);
        moved += chunk(receiver, whole, chunks, header, sealed);
        progress.at(receiver.present(), moved, manifest.size());
        continue;
      }
      switch (line.record(header, stall)) {
        case Leaves run -> giveUp(receiver.leaves(run));
        case Fin fin -> {
          LaneRecord end = receiver.finished(fin);
          if (end instanceof Done) {
            line.sayLast(end);
            return moved;
          }
          giveUp(Optional.of(end));
        }
        case Abort(BlobCode code, int at) ->
            throw new BlobFault(code, "the peer could not send chunk " + at);
        case LaneRecord.Ping(long token) -> line.say(new LaneRecord.Pong(token));
        case LaneRecord.Said _ ->
            throw new WireFault(Fault.OUT_OF_TURN, "a record that does not belong here");
      }
    }
  }

  private int chunk(
      BlobReceiver receiver,
      WholeHash whole,
      ChunkOpener chunks,
      RecordHeader header,
      byte[] sealed)
      throws WireFault, BlobFault, InterruptedException {
    int index = ChunkOpener.index(sealed);
    byte[] lent = whole.lend();
    int length;
    try {
      length = chunks.open(header, sealed, receiver.isLast(index), lent);
    } catch (WireFault changed) {
      giveUp(Optional.of(new Abort(BlobCode.BAD_CHUNK, Math.max(index, Abort.NO_CHUNK))));
      throw changed;
    }
    giveUp(receiver.chunk(index, lent, length));
    return length;
  }

  private void giveUp(Optional<LaneRecord> end) throws WireFault, BlobFault, InterruptedException {
    if (end.isEmpty()) {
      return;
    }
    line.say(end.get());
    if (end.get() instanceof Abort(BlobCode code, int at)) {
      throw new BlobFault(code, at == Abort.NO_CHUNK ? code.message() : "chunk " + at);
    }
  }

  /// Sends what is needed of a batch and hears how it went.
  ///
  /// @return bytes that were sent
  /// @throws BlobFault when the other side gave up
  long send(BatchSender sender, BulkSuite suite, int stream)
      throws WireFault, BlobFault, InterruptedException {
    Sha256 digest = sender.batch().digest();
    ChunkSealer pieces = line.session().chunks(suite, stream, digest);
    byte[] piece = new byte[Chunks.BYTES];
    byte[] sealed = new byte[Chunks.BYTES + ChunkSealer.OVERHEAD];
    long moved = 0;
    Optional<BlobSender.Item> next = sender.next(piece);
    while (next.isPresent() && !line.hasNews()) {
      switch (next.get()) {
        case BlobSender.Item.Say(LaneRecord record) -> line.say(record);
        case BlobSender.Item.Chunk(int index, boolean last, int length) -> {
          line.write(sealed, pieces.seal(index, last, piece, length, sealed));
          moved += length;
        }
      }
      next = sender.next(piece);
    }
    LaneRecord end = line.hear(stall);
    if (end instanceof Abort(BlobCode code, int at)) {
      throw new BlobFault(code, at == Abort.NO_CHUNK ? "" : "the peer refused blob " + at);
    }
    if (next.isPresent() || !(end instanceof Done done) || !done.id().equals(digest)) {
      throw new WireFault(Fault.OUT_OF_TURN, "no end of this batch");
    }
    return moved;
  }

  /// Takes a batch, and says how it went.
  ///
  /// @return bytes that came
  /// @throws BlobFault when either side gave up
  long receive(BatchReceiver receiver, ChunkOpener pieces)
      throws WireFault, BlobFault, InterruptedException {
    byte[] sealed = new byte[RecordHeader.MAX_LENGTH];
    byte[] piece = new byte[Chunks.BYTES];
    long moved = 0;
    while (true) {
      RecordHeader header = line.header(stall);
      if (header.isChunk()) {
        line.body(header, sealed, stall);
        int index = ChunkOpener.index(sealed);
        int length = pieces.open(header, sealed, receiver.isLast(index), piece);
        moved += length;
        giveUp(receiver.piece(index, piece, length));
        continue;
      }
      switch (line.record(header, stall)) {
        case SentMany sent -> {
          LaneRecord end = receiver.finished(sent);
          if (end instanceof Done) {
            line.sayLast(end);
            return moved;
          }
          giveUp(Optional.of(end));
        }
        case Abort(BlobCode code, int at) ->
            throw new BlobFault(code, "the peer could not send blob " + at);
        case LaneRecord.Ping(long token) -> line.say(new LaneRecord.Pong(token));
        case LaneRecord _ ->
            throw new WireFault(Fault.OUT_OF_TURN, "a record that does not belong here");
      }
    }
  }
}
