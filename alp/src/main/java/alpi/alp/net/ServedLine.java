package alpi.alp.net;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.LaneRecord;
import alpi.alp.fast.LaneRecord.Abort;
import alpi.alp.fast.LaneRecord.Done;
import alpi.alp.fast.LaneRecord.Get;
import alpi.alp.fast.LaneRecord.GoAway;
import alpi.alp.fast.LaneRecord.Have;
import alpi.alp.fast.LaneRecord.Need;
import alpi.alp.fast.LaneRecord.Ping;
import alpi.alp.fast.LaneRecord.Pong;
import alpi.alp.fast.LaneRecord.Put;
import alpi.alp.fast.LaneRecord.PutMany;
import alpi.alp.fast.LaneRecord.Refused;
import alpi.alp.fast.Manifest;
import alpi.alp.transfer.BatchReceiver;
import alpi.alp.transfer.BlobFault;
import alpi.alp.transfer.BlobReceiver;
import alpi.alp.transfer.BlobSender;
import alpi.alp.transfer.BlobSource;
import alpi.alp.transfer.Streams;
import alpi.alp.transfer.Version1;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.io.IOException;
import java.time.Duration;

/// One connection that a peer made to us, from its handshake on.
final class ServedLine {
  private static final Progress UNWATCHED = (_, _, _) -> {};

  private final BlobService service;
  private final FastLine line;
  private final PeerKey peer;
  private final Duration idle;
  private final Duration stall;
  private int streams;

  ServedLine(BlobService service, FastLine line) {
    this.service = service;
    this.line = line;
    this.peer = line.session().peer();
    this.idle = service.limits().link().idle();
    this.stall = service.limits().stall();
  }

  /// Answers who asks whether we are there.
  void control() throws WireFault, InterruptedException {
    while (true) {
      line.rest();
      switch (line.record(line.header(idle), idle)) {
        case Ping(long token) -> line.say(new Pong(token));
        case GoAway _ -> {
          return;
        }
        case LaneRecord _ ->
            throw new WireFault(Fault.OUT_OF_TURN, "a blob on a connection that carries none");
      }
    }
  }

  /// Serves one blob after another, until one of them does not end well.
  void data() throws WireFault, InterruptedException {
    boolean well = true;
    while (well) {
      line.rest();
      switch (line.hear(idle)) {
        case Put put -> {
          next(put.stream());
          well = put(put);
        }
        case PutMany many -> {
          next(many.stream());
          well = put(many);
        }
        case Get get -> {
          next(get.stream());
          well = get(get);
        }
        case GoAway _ -> well = false;
        case LaneRecord _ -> throw new WireFault(Fault.OUT_OF_TURN, "no opening of a transfer");
      }
    }
  }

  /// The number goes into the keys of the chunks: none comes twice.
  private void next(int stream) throws WireFault {
    if (stream != streams) {
      throw new WireFault(Fault.OUT_OF_TURN, "a transfer out of turn");
    }
    streams++;
  }

  private boolean put(Put put) throws WireFault, InterruptedException {
    Manifest manifest = put.manifest();
    Streams.Holder holder = line::close;
    if (!enter(manifest.id(), true, Version1.PUT, holder)) {
      return true;
    }
    try (var whole = AheadHash.started();
        var receiver = new BlobReceiver(service.port(), peer, whole)) {
      LaneRecord answer = receiver.offered(manifest, put.signature());
      if (answer instanceof Have) {
        line.sayLast(answer);
      } else {
        line.say(answer);
      }
      if (answer instanceof Refused(BlobCode code, String detail)) {
        told(new TransferEvent.Refused(peer, manifest.id(), true, code, detail));
        return true;
      }
      long moved =
          answer instanceof Have
              ? 0
              : new BlobTraffic(line, stall, service.warmUp())
                  .receive(receiver, whole, put.suite(), put.stream(), UNWATCHED);
      told(
          new TransferEvent.Received(peer, new TransferEnd(manifest.id(), manifest.size(), moved)));
      return true;
    } catch (BlobFault fault) {
      if (fault.code() == BlobCode.BAD_CHUNK) {
        service.strike(peer);
      }
      return broken(manifest.id(), true, fault);
    } catch (IOException e) {
      return broken(manifest.id(), true, new BlobFault(BlobCode.INTERNAL_ERROR, "the disk failed"));
    } catch (WireFault fault) {
      throw stalled(manifest.id(), true, fault);
    } finally {
      service.streams().leave(peer, manifest.id(), true, holder);
    }
  }

  private boolean put(PutMany many) throws WireFault, InterruptedException {
    Sha256 digest = many.batch().digest();
    Streams.Holder holder = line::close;
    if (!enter(digest, true, Version1.PUT, holder)) {
      return true;
    }
    try {
      var receiver = new BatchReceiver(service.port(), peer);
      LaneRecord answer = receiver.offered(many.batch(), many.signature());
      if (answer instanceof Refused(BlobCode code, String detail)) {
        return refuse(digest, true, code, detail);
      }
      line.say(answer);
      long moved =
          answer instanceof Have
              ? 0
              : new BlobTraffic(line, stall, service.warmUp())
                  .receive(receiver, line.session().opening(many.suite(), many.stream(), digest));
      told(new TransferEvent.ReceivedMany(peer, BatchEnd.of(many.batch(), moved)));
      return true;
    } catch (BlobFault fault) {
      if (fault.code() == BlobCode.BAD_CHUNK || fault.code() == BlobCode.BAD_HASH) {
        service.strike(peer);
      }
      return broken(digest, true, fault);
    } catch (WireFault fault) {
      throw stalled(digest, true, fault);
    } finally {
      service.streams().leave(peer, digest, true, holder);
    }
  }

  private boolean get(Get get) throws WireFault, InterruptedException {
    Streams.Holder holder = line::close;
    if (!enter(get.id(), false, Version1.GET, holder)) {
      return true;
    }
    try (BlobSource source = service.port().share(peer, get.id())) {
      return give(get, source);
    } catch (BlobFault fault) {
      return refuse(get.id(), false, fault.code(), String.valueOf(fault.getMessage()));
    } catch (IOException e) {
      return refuse(get.id(), false, BlobCode.INTERNAL_ERROR, "");
    } finally {
      service.streams().leave(peer, get.id(), false, holder);
    }
  }

  private boolean give(Get get, BlobSource source) throws WireFault, InterruptedException {
    Manifest manifest = source.manifest();
    var sender = new BlobSender(service.own(), source);
    line.say(sender.offer());
    try {
      long moved =
          switch (line.hear(stall)) {
            case Need(var want) -> {
              sender.wanted(want);
              yield new BlobTraffic(line, stall, service.warmUp())
                  .send(sender, get.suite(), get.stream(), UNWATCHED);
            }
            case Done _ -> 0;
            case Abort(BlobCode code, int _) -> throw new BlobFault(code, "the peer gave up");
            case LaneRecord _ -> throw new WireFault(Fault.OUT_OF_TURN, "no answer to an offer");
          };
      told(new TransferEvent.Sent(peer, new TransferEnd(manifest.id(), manifest.size(), moved)));
      return true;
    } catch (BlobFault fault) {
      return broken(manifest.id(), false, fault);
    } catch (WireFault fault) {
      throw stalled(manifest.id(), false, fault);
    }
  }

  /// Whether a transfer may begin; its refusal was said otherwise.
  private boolean enter(Sha256 id, boolean put, String right, Streams.Holder holder)
      throws WireFault, InterruptedException {
    if (!service.may(peer, put)) {
      refuse(id, put, BlobCode.CAPABILITY_DENIED, right);
      return false;
    }
    if (service.isStruckOut(peer)) {
      refuse(id, put, BlobCode.RATE_LIMITED, "too many bad chunks came from here");
      return false;
    }
    if (!service.streams().enter(peer, id, put, holder)) {
      refuse(id, put, BlobCode.BUSY, "other blobs are under way");
      return false;
    }
    if (!service.may(peer, put)) {
      // The book changed before this one was among those that its change ends.
      service.streams().leave(peer, id, put, holder);
      refuse(id, put, BlobCode.CAPABILITY_DENIED, right);
      return false;
    }
    return true;
  }

  private boolean refuse(Sha256 id, boolean put, BlobCode code, String detail)
      throws WireFault, InterruptedException {
    told(new TransferEvent.Refused(peer, id, put, code, detail));
    line.say(new Refused(code, detail));
    return true;
  }

  private boolean broken(Sha256 id, boolean put, BlobFault fault) {
    told(new TransferEvent.Broken(peer, id, put, fault.code(), String.valueOf(fault.getMessage())));
    return false;
  }

  private WireFault stalled(Sha256 id, boolean put, WireFault fault) {
    if (fault.fault() == Fault.TIMEOUT) {
      told(new TransferEvent.Stalled(peer, id, put));
    }
    return fault;
  }

  private void told(TransferEvent event) {
    service.watch().told(event);
  }
}
