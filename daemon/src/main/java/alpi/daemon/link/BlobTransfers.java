package alpi.daemon.link;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.BulkSuite;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.Preface;
import alpi.alp.json.Json;
import alpi.alp.net.BatchEnd;
import alpi.alp.net.BlobLine;
import alpi.alp.net.Progress;
import alpi.alp.net.TransferEnd;
import alpi.alp.peer.Peer;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.transfer.BlobCalls;
import alpi.alp.transfer.BlobFault;
import alpi.alp.transfer.BlobSource;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import alpi.daemon.base.Cancel;
import alpi.daemon.blob.PeerBlobs;
import alpi.daemon.egress.Errand;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.link.PeerCalls.Ask;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Sends blobs to peers and fetches them: on the fast lane where the peer says that it speaks it,
/// else with the verbs of version 1. Each end is on record.
public final class BlobTransfers {
  private static final Duration PING = Duration.ofSeconds(5);
  private static final Duration PIECE = Duration.ofSeconds(60);

  private final LinkParts parts;
  private final PeerBlobs blobs;
  private final PeerRoutes routes;
  private final PeerCalls calls;

  BlobTransfers(LinkParts parts, PeerBlobs blobs, PeerRoutes routes, PeerCalls calls) {
    this.parts = parts;
    this.blobs = blobs;
    this.routes = routes;
    this.calls = calls;
  }

  /// Something done with a blob, however the peer is reached.
  private interface Way<T> {
    /// @param lanes that the peer says it knows
    T fast(BlobLine line, Set<String> lanes)
        throws WireFault, BlobFault, IOException, InterruptedException;

    T slow(BlobCalls calls) throws WireFault, BlobFault, IOException, InterruptedException;

    /// Bytes that travelled.
    long moved(T end);
  }

  /// What is done with one blob.
  private interface OneWay extends Way<TransferEnd> {
    @Override
    default long moved(TransferEnd end) {
      return end.moved();
    }
  }

  /// Sends a blob; it is verified and on the peer's disk when this returns.
  ///
  /// @throws Problem `peer_unreachable` and what the peer refuses it with
  public TransferEnd send(
      Peer peer, BlobSource source, Progress progress, Behalf behalf, Cancel cancel)
      throws InterruptedException {
    long size = source.manifest().size();
    Sha256 id = source.manifest().id();
    var way =
        new OneWay() {
          @Override
          public TransferEnd fast(BlobLine line, Set<String> lanes)
              throws WireFault, BlobFault, InterruptedException {
            return line.put(source, progress);
          }

          @Override
          public TransferEnd slow(BlobCalls over)
              throws WireFault, BlobFault, IOException, InterruptedException {
            over.put(source, there -> progress.at(there, there, size));
            return new TransferEnd(id, size, size);
          }
        };
    return recorded(
        EventKind.BLOB_SENT, peer, id, behalf, () -> run(peer, way, behalf.errand(), cancel));
  }

  /// Sends several files over one connection, small ones together where the peer takes them so. All
  /// of them are verified and on the peer's disk when this returns; of those that came before a
  /// failure that is so too, and another try skips them.
  ///
  /// @throws Problem as [#send]
  public ManyEnd sendMany(
      Peer peer, List<Path> files, Progress progress, Behalf behalf, Cancel cancel)
      throws InterruptedException {
    var way =
        new Way<ManyEnd>() {
          @Override
          public ManyEnd fast(BlobLine line, Set<String> lanes)
              throws WireFault, BlobFault, IOException, InterruptedException {
            return files().over(line, lanes.contains(Preface.BATCH));
          }

          @Override
          public ManyEnd slow(BlobCalls over)
              throws WireFault, BlobFault, IOException, InterruptedException {
            return files()
                .each((source, told) -> {
                  long size = source.manifest().size();
                  over.put(source, there -> told.at(there, there, size));
                  return new TransferEnd(source.manifest().id(), size, size);
                });
          }

          @Override
          public long moved(ManyEnd end) {
            return end.moved();
          }

          private ManyFiles files() throws IOException {
            return new ManyFiles(blobs, files, progress, end -> sent(peer, behalf, end));
          }
        };
    Draft fact = behalf.fact(EventKind.BLOB_SENT).with("peer", peer.id()).with("ours", true);
    try {
      ManyEnd end = run(peer, way, behalf.errand(), cancel);
      parts
          .journal()
          .append(
              fact.with("count", files.size())
                  .with("bytes", end.bytes())
                  .with("moved", end.moved())
                  .with("state", "done"));
      return end;
    } catch (Problem problem) {
      parts.journal().append(fact.with("state", "failed").with("code", problem.code().wire()));
      throw problem;
    }
  }

  private void sent(Peer peer, Behalf behalf, BatchEnd end) {
    parts
        .journal()
        .later(
            behalf
                .fact(EventKind.BLOB_SENT)
                .with("peer", peer.id())
                .with("ours", true)
                .with("batch", end.digest().hex())
                .with("count", end.count())
                .with("bytes", end.size())
                .with("moved", end.moved())
                .with("state", "done"));
  }

  /// Fetches a blob into the store, where this peer's name keeps it.
  ///
  /// @throws Problem `not_found` when the peer has no such blob or did not share it
  public TransferEnd fetch(Peer peer, Sha256 id, Progress progress, Behalf behalf, Cancel cancel)
      throws InterruptedException {
    var way =
        new OneWay() {
          @Override
          public TransferEnd fast(BlobLine line, Set<String> lanes)
              throws WireFault, BlobFault, IOException, InterruptedException {
            return line.get(id, blobs, progress);
          }

          @Override
          public TransferEnd slow(BlobCalls over)
              throws WireFault, BlobFault, IOException, InterruptedException {
            long size = over.get(peer.key(), id, blobs, here -> progress.at(here, here, 0));
            return new TransferEnd(id, size, size);
          }
        };
    return recorded(
        EventKind.BLOB_RECEIVED, peer, id, behalf, () -> run(peer, way, behalf.errand(), cancel));
  }

  /// A transfer that ends well or with a problem.
  private interface Transfer {
    TransferEnd run() throws InterruptedException;
  }

  private TransferEnd recorded(
      EventKind kind, Peer peer, Sha256 id, Behalf behalf, Transfer transfer)
      throws InterruptedException {
    Draft fact = behalf.fact(kind).with("peer", peer.id()).with("sha", id.hex()).with("ours", true);
    try {
      TransferEnd end = transfer.run();
      parts
          .journal()
          .append(fact.with("bytes", end.size()).with("moved", end.moved()).with("state", "done"));
      return end;
    } catch (Problem problem) {
      parts.journal().append(fact.with("state", "failed").with("code", problem.code().wire()));
      throw problem;
    }
  }

  private <T> T run(Peer peer, Way<T> way, Optional<Errand> errand, Cancel cancel)
      throws InterruptedException {
    cancel.check();
    try {
      Set<String> lanes = lanes(peer, errand);
      return lanes.contains(Preface.LANE)
          ? fast(peer, way, lanes, errand, cancel)
          : slow(peer, way, errand);
    } catch (BlobFault fault) {
      throw refused(peer, fault);
    } catch (WireFault fault) {
      cancel.check();
      throw unreachable(peer).because(fault);
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "The disk refused to read or write the blob.").because(e);
    }
  }

  private Set<String> lanes(Peer peer, Optional<Errand> errand) throws InterruptedException {
    JsonNode pong =
        calls.call(
            peer,
            new Ask("link.ping", Json.object().put("nonce", ""), false, PING, errand),
            _ -> {});
    Set<String> lanes = new HashSet<>();
    pong.path("lanes").forEach(lane -> lanes.add(lane.asString("")));
    return lanes;
  }

  private <T> T fast(
      Peer peer, Way<T> way, Set<String> lanes, Optional<Errand> errand, Cancel cancel)
      throws WireFault, BlobFault, IOException, InterruptedException {
    var last = new WireFault(Fault.CLOSED, "no address");
    for (InetSocketAddress address : routes.of(peer, errand)) {
      routes.opening(peer, address, errand);
      long start = parts.time().nanos();
      long moved = 0;
      String reason = "";
      try (BlobLine line = calls.dialer().dialBlobs(address, peer.key(), BulkSuite.AES_256_GCM);
          var _ = cancel.onFire(line::close)) {
        T end = way.fast(line, lanes);
        moved = way.moved(end);
        return end;
      } catch (WireFault fault) {
        reason = fault.fault().name().toLowerCase(Locale.ROOT);
        last = fault;
      } finally {
        Duration took = Duration.ofNanos(parts.time().nanos() - start);
        routes.closed(peer, address, moved, 0, took, reason, errand);
      }
    }
    throw last;
  }

  private <T> T slow(Peer peer, Way<T> way, Optional<Errand> errand)
      throws WireFault, BlobFault, IOException, InterruptedException {
    BlobCalls.Caller caller =
        (method, params, stream, heard) -> {
          var ask = new Ask(method, params, stream, PIECE, errand);
          return calls.exchange(peer, ask, heard);
        };
    return way.slow(new BlobCalls(caller, span -> parts.pause().pause(span, new Cancel())));
  }

  private static Problem unreachable(Peer peer) {
    return Problem.of(
        ErrorCode.PEER_UNREACHABLE,
        "The connection with the peer " + peer.id() + " broke.",
        "What arrived is kept there for a day: try again and it goes on.");
  }

  private static Problem refused(Peer peer, BlobFault fault) {
    BlobCode code = fault.code();
    String detail = String.valueOf(fault.getMessage());
    String said = detail.isEmpty() || detail.equals("null") ? "" : " (" + detail + ")";
    String sentence = "The peer " + peer.id() + ": " + code.message() + said + ".";
    return switch (code) {
      case CAPABILITY_DENIED ->
          Problem.of(
              ErrorCode.FORBIDDEN,
              "The peer " + peer.id() + " does not allow that.",
              "Its owner can: `alpi peers allow`, there, with link.put_blob or link.get_blob.");
      case BLOB_NOT_FOUND ->
          Problem.of(
              ErrorCode.NOT_FOUND,
              "The peer " + peer.id() + " has no such blob for this profile.",
              "Its owner shares it there: `alpi blob share`.");
      case SOURCE_CHANGED ->
          Problem.of(
              ErrorCode.CONFLICT,
              "What was sent changed while it was read.",
              "Send it again when nobody writes to it.");
      case RATE_LIMITED, BUSY -> Problem.of(ErrorCode.BUSY, sentence, "Try again in a moment.");
      case TOO_BIG, QUOTA -> Problem.of(ErrorCode.TOO_LARGE, sentence);
      case DISK_LOW -> Problem.of(ErrorCode.DISK_FULL, sentence);
      case CANCELLED ->
          Problem.of(ErrorCode.CONFLICT, "A newer transfer of the same blob took over.");
      case BAD_CHUNK, BAD_ROOT, BAD_HASH, BAD_SIGNATURE, INTERNAL_ERROR ->
          Problem.of(ErrorCode.PEER_REFUSED, sentence);
    };
  }
}
