package alpi.alp.net;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.BulkSuite;
import alpi.alp.crypto.Identity;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.LaneRecord;
import alpi.alp.fast.LaneRecord.Accept;
import alpi.alp.fast.LaneRecord.Done;
import alpi.alp.fast.LaneRecord.Get;
import alpi.alp.fast.LaneRecord.Have;
import alpi.alp.fast.LaneRecord.Need;
import alpi.alp.fast.LaneRecord.Offer;
import alpi.alp.fast.LaneRecord.Refused;
import alpi.alp.fast.Manifest;
import alpi.alp.transfer.BatchSender;
import alpi.alp.transfer.BlobFault;
import alpi.alp.transfer.BlobPort;
import alpi.alp.transfer.BlobReceiver;
import alpi.alp.transfer.BlobSender;
import alpi.alp.transfer.BlobSource;
import alpi.alp.transfer.Packed;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.io.IOException;
import java.time.Duration;

/// A data connection that we made to a peer: puts and gets blobs, one after another, for one thread
/// at a time. After a fault it is closed; what was under way can be tried again on another.
public final class BlobLine implements AutoCloseable {
  /// What small blobs are sealed with: fast from the first piece on, while the other suite needs
  /// more of them than travel until the JDK has compiled it.
  private static final BulkSuite SMALL = BulkSuite.CHACHA20_POLY1305;

  private final Identity own;
  private final FastLine line;
  private final BulkSuite suite;
  private final Duration stall;
  private final WarmUp warmUp;
  private int streams;
  private boolean failed;

  BlobLine(Identity own, FastLine line, BulkSuite suite, Duration stall, WarmUp warmUp) {
    this.own = own;
    this.line = line;
    this.suite = suite;
    this.stall = stall;
    this.warmUp = warmUp;
  }

  /// Whether another blob can be tried on it.
  public boolean isOpen() {
    return !failed && line.isOpen();
  }

  /// Sends a blob; it is verified and on the other side's disk when this returns.
  ///
  /// @throws BlobFault when either side refused or gave up, with the reason
  /// @throws WireFault when the connection failed
  public TransferEnd put(BlobSource source, Progress progress)
      throws WireFault, BlobFault, InterruptedException {
    var sender = new BlobSender(own, source);
    Manifest manifest = source.manifest();
    boolean well = false;
    try {
      int stream = streams++;
      line.say(sender.put(stream, suite));
      long moved =
          switch (line.hear(stall)) {
            case Have _ -> 0;
            case Accept(var want) -> {
              sender.wanted(want);
              yield new BlobTraffic(line, stall, warmUp).send(sender, suite, stream, progress);
            }
            case Refused(BlobCode code, String detail) -> {
              well = true;
              throw new BlobFault(code, detail);
            }
            case LaneRecord _ -> throw new WireFault(Fault.OUT_OF_TURN, "no answer to a put");
          };
      well = true;
      return new TransferEnd(manifest.id(), manifest.size(), moved);
    } finally {
      closeUnless(well);
    }
  }

  /// Sends small blobs together; those the other side had not are verified and on its disk when
  /// this returns. Only to a peer that said it takes them so.
  ///
  /// @throws BlobFault when either side refused or gave up, with the reason
  /// @throws WireFault when the connection failed
  public BatchEnd put(Packed packed) throws WireFault, BlobFault, InterruptedException {
    var sender = new BatchSender(own, packed);
    boolean well = false;
    try {
      int stream = streams++;
      line.say(sender.opening(stream, SMALL));
      long moved =
          switch (line.hear(stall)) {
            case Have _ -> 0;
            case Accept(var want) -> {
              sender.wanted(want);
              yield new BlobTraffic(line, stall, warmUp).send(sender, SMALL, stream);
            }
            case Refused(BlobCode code, String detail) -> {
              well = true;
              throw new BlobFault(code, detail);
            }
            case LaneRecord _ -> throw new WireFault(Fault.OUT_OF_TURN, "no answer to a put");
          };
      well = true;
      return BatchEnd.of(packed.batch(), moved);
    } finally {
      closeUnless(well);
    }
  }

  /// Fetches a blob into `port`.
  ///
  /// @throws BlobFault when either side refused or gave up, with the reason
  /// @throws WireFault when the connection failed
  public TransferEnd get(Sha256 id, BlobPort port, Progress progress)
      throws WireFault, BlobFault, IOException, InterruptedException {
    boolean well = false;
    try (var whole = AheadHash.started();
        var receiver = new BlobReceiver(port, line.session().peer(), whole)) {
      int stream = streams++;
      line.say(new Get(stream, suite, id));
      TransferEnd end =
          switch (line.hear(stall)) {
            case Offer offer -> {
              if (!offer.manifest().id().equals(id)) {
                throw new WireFault(Fault.OUT_OF_TURN, "an offer of another blob");
              }
              yield new TransferEnd(
                  id, offer.manifest().size(), take(receiver, offer, whole, stream, progress));
            }
            case Refused(BlobCode code, String detail) -> {
              well = true;
              throw new BlobFault(code, detail);
            }
            case LaneRecord _ -> throw new WireFault(Fault.OUT_OF_TURN, "no answer to a get");
          };
      well = true;
      return end;
    } finally {
      closeUnless(well);
    }
  }

  private long take(
      BlobReceiver receiver, Offer offer, AheadHash whole, int stream, Progress progress)
      throws WireFault, BlobFault, InterruptedException {
    return switch (receiver.offered(offer.manifest(), offer.signature())) {
      case Accept(var want) -> {
        line.say(new Need(want));
        yield new BlobTraffic(line, stall, warmUp)
            .receive(receiver, whole, suite, stream, progress);
      }
      case Have _ -> {
        line.sayLast(new Done(offer.manifest().id()));
        yield 0;
      }
      case Refused(BlobCode code, String detail) -> {
        line.say(LaneRecord.Abort.of(code));
        throw new BlobFault(code, detail);
      }
      case LaneRecord _ -> throw new IllegalStateException("no verdict on an offer");
    };
  }

  private void closeUnless(boolean well) {
    if (!well) {
      failed = true;
      line.linger();
    }
  }

  @Override
  public void close() {
    line.close();
  }
}
