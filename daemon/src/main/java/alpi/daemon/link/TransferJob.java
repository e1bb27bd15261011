package alpi.daemon.link;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.json.Json;
import alpi.alp.net.TransferEnd;
import alpi.alp.peer.Peer;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.transfer.BlobFault;
import alpi.alp.transfer.BlobSource;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.egress.Errand;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobHandler;
import alpi.daemon.job.JobOutcome;
import alpi.daemon.job.JobSpec;
import alpi.daemon.job.JobTerms;
import alpi.daemon.job.Retry;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Transfers as jobs: one that breaks, or under which the daemon dies, goes on where it stopped, so
/// often and no more.
public final class TransferJob implements JobHandler {
  public static final String SEND = "blob.send";
  public static final String FETCH = "blob.fetch";

  /// Most files of one job.
  public static final int MAX_FILES = ManyFiles.MAX;

  /// How often one is tried, and how long it rests after the first time.
  private static final Retry TRIES = Retry.of(6, Duration.ofMillis(500));

  private final String kind;
  private final LinkRoom link;

  /// @param kind [#SEND] or [#FETCH]
  public TransferJob(String kind, LinkRoom link) {
    this.kind = kind;
    this.link = link;
  }

  /// A file that is to be sent.
  public static JobSpec send(Path file, Peer peer, Actor actor) {
    return spec(SEND, Json.object().put("path", file.toString()), peer, Behalf.of(actor));
  }

  /// Several files that are to be sent, in their order.
  public static JobSpec send(List<Path> files, Peer peer, Actor actor) {
    ObjectNode input = Json.object();
    files.forEach(file -> input.withArray("paths").add(file.toString()));
    return spec(SEND, input, peer, Behalf.of(actor));
  }

  /// A file that is sent only if its content is still what it was.
  public static JobSpec send(Path file, Sha256 expected, Peer peer, Behalf behalf) {
    ObjectNode input = Json.object().put("path", file.toString());
    return spec(SEND, input.put("expected", expected.hex()), peer, behalf);
  }

  /// A stored blob that is to be sent.
  public static JobSpec send(Sha256 hash, Peer peer, Actor actor) {
    return send(hash, peer, Behalf.of(actor));
  }

  static JobSpec send(Sha256 hash, Peer peer, Behalf behalf) {
    return spec(SEND, Json.object().put("hash", hash.hex()), peer, behalf);
  }

  public static JobSpec fetch(Sha256 hash, Peer peer, Actor actor) {
    return fetch(hash, peer, Behalf.of(actor));
  }

  static JobSpec fetch(Sha256 hash, Peer peer, Behalf behalf) {
    return spec(FETCH, Json.object().put("hash", hash.hex()), peer, behalf);
  }

  /// What a call of an agent wants belongs to its run and ends with it.
  private static JobSpec spec(String kind, ObjectNode input, Peer peer, Behalf behalf) {
    input.put("peer", peer.id()).put("key", peer.key().text());
    JobTerms terms = JobTerms.USUAL.priority(JobTerms.URGENT).retry(TRIES);
    if (behalf.errand().isPresent()) {
      Errand errand = behalf.errand().get();
      input
          .putObject("errand")
          .put("session", errand.session().value())
          .put("run", errand.run().value())
          .put("call", errand.call().orElse(""))
          .put("by", errand.by());
      terms = terms.childOf(errand.run());
    }
    Optional<SessionId> session = behalf.errand().map(Errand::session);
    return new JobSpec(kind, input, behalf.actor(), session, Optional.empty()).on(terms);
  }

  @Override
  public String kind() {
    return kind;
  }

  /// Chunks that are there are not sent again.
  @Override
  public boolean idempotent() {
    return true;
  }

  @Override
  public JobOutcome run(Job job, Cancel cancel) throws InterruptedException {
    Peer peer = link.peers().named(job.input().path("peer").asString(""));
    String key = job.input().path("key").asString(peer.key().text());
    if (!peer.key().text().equals(key)) {
      throw Problem.of(ErrorCode.CONFLICT, "The peer " + peer.id() + " has another key now.");
    }
    Behalf behalf = behalf(job);
    if (behalf.errand().isPresent() && !link.board().isAwaited(behalf.errand().get())) {
      throw Problem.of(ErrorCode.CONFLICT, "The run that wanted it is over.");
    }
    ObjectNode moved =
        job.input().has("paths")
            ? sendMany(job, peer, behalf, cancel)
            : moved(
                kind.equals(SEND)
                    ? send(job, peer, behalf, cancel)
                    : fetch(job, peer, behalf, cancel));
    link.met(peer);
    return new JobOutcome.Done(moved);
  }

  private static ObjectNode moved(TransferEnd end) {
    return Json.object()
        .put("hash", end.id().hex())
        .put("bytes", end.size())
        .put("moved", end.moved());
  }

  /// With whom a transfer is.
  static Optional<PeerKey> peer(Job job) {
    String key = job.input().path("key").asString("");
    return key.isEmpty() ? Optional.empty() : Optional.of(new PeerKey(key));
  }

  private static Behalf behalf(Job job) {
    JsonNode errand = job.input().path("errand");
    if (!errand.isObject()) {
      return Behalf.of(job.actor());
    }
    return new Behalf(
        job.actor(),
        Optional.of(
            new Errand(
                new SessionId(errand.path("session").asString("")),
                new JobId(errand.path("run").asString("")),
                Optional.of(errand.path("call").asString("")).filter(call -> !call.isEmpty()),
                errand.path("by").asString(""))));
  }

  private TransferEnd send(Job job, Peer peer, Behalf behalf, Cancel cancel)
      throws InterruptedException {
    try (BlobSource source = source(job)) {
      String expected = job.input().path("expected").asString("");
      if (!expected.isEmpty() && !source.manifest().id().hex().equals(expected)) {
        throw Problem.of(
            ErrorCode.CONFLICT,
            "The file is not what it was when sending it was agreed to.",
            "Look at it, then send it again.");
      }
      return link.transfers()
          .send(
              peer,
              source,
              (at, moved, size) -> link.board().at(job.id(), "moving", at, moved, size),
              behalf,
              cancel);
    } catch (NoSuchFileException e) {
      throw Problem.of(ErrorCode.NOT_FOUND, "There is no file " + e.getFile() + ".");
    } catch (BlobFault fault) {
      throw Problem.of(ErrorCode.CORRUPT, "The blob cannot be sent: " + fault.code().message())
          .because(fault);
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "What is to be sent cannot be read.").because(e);
    }
  }

  private ObjectNode sendMany(Job job, Peer peer, Behalf behalf, Cancel cancel)
      throws InterruptedException {
    List<Path> files = new ArrayList<>();
    job.input().path("paths").forEach(path -> files.add(Path.of(path.asString(""))));
    ManyEnd end =
        link.transfers()
            .sendMany(
                peer,
                files,
                (at, moved, size) -> link.board().at(job.id(), "moving", at, moved, size),
                behalf,
                cancel);
    ObjectNode result = Json.object().put("files", files.size());
    end.hashes().forEach(hash -> result.withArray("hashes").add(hash.hex()));
    return result.put("bytes", end.bytes()).put("moved", end.moved());
  }

  private BlobSource source(Job job) throws IOException, BlobFault, InterruptedException {
    String hash = job.input().path("hash").asString("");
    if (!hash.isEmpty()) {
      return link.blobs().stored(new Sha256(hash));
    }
    return link.blobs()
        .file(
            Path.of(job.input().path("path").asString("")),
            read -> link.board().at(job.id(), "reading", read, 0, 0));
  }

  private TransferEnd fetch(Job job, Peer peer, Behalf behalf, Cancel cancel)
      throws InterruptedException {
    return link.transfers()
        .fetch(
            peer,
            new Sha256(job.input().path("hash").asString("")),
            (at, moved, size) -> link.board().at(job.id(), "moving", at, moved, size),
            behalf,
            cancel);
  }

  @Override
  public void ended(JobId job, Optional<Problem> unwritten) {
    link.board().over(job);
  }
}
