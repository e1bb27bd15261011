package alpi.daemon.link;

import alpi.alp.blob.Sha256;
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
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Transfers as jobs: one that breaks, or under which the daemon dies, goes on where it stopped, so
/// often and no more.
public final class TransferJob implements JobHandler {
  public static final String SEND = "blob.send";
  public static final String FETCH = "blob.fetch";

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
    return spec(SEND, Json.object().put("path", file.toString()).put("peer", peer.id()), actor);
  }

  /// A stored blob that is to be sent.
  public static JobSpec send(Sha256 hash, Peer peer, Actor actor) {
    return spec(SEND, Json.object().put("hash", hash.hex()).put("peer", peer.id()), actor);
  }

  public static JobSpec fetch(Sha256 hash, Peer peer, Actor actor) {
    return spec(FETCH, Json.object().put("hash", hash.hex()).put("peer", peer.id()), actor);
  }

  private static JobSpec spec(String kind, ObjectNode input, Actor actor) {
    JobTerms terms = JobTerms.USUAL.priority(JobTerms.URGENT).retry(TRIES);
    return new JobSpec(kind, input, actor, Optional.empty(), Optional.empty()).on(terms);
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
    TransferEnd end = kind.equals(SEND) ? send(job, peer, cancel) : fetch(job, peer, cancel);
    return new JobOutcome.Done(
        Json.object()
            .put("hash", end.id().hex())
            .put("bytes", end.size())
            .put("moved", end.moved()));
  }

  private TransferEnd send(Job job, Peer peer, Cancel cancel) throws InterruptedException {
    try (BlobSource source = source(job)) {
      return link.transfers()
          .send(
              peer,
              source,
              (at, moved, size) -> link.board().at(job.id(), "moving", at, moved, size),
              job.actor(),
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

  private TransferEnd fetch(Job job, Peer peer, Cancel cancel) throws InterruptedException {
    return link.transfers()
        .fetch(
            peer,
            new Sha256(job.input().path("hash").asString("")),
            (at, moved, size) -> link.board().at(job.id(), "moving", at, moved, size),
            job.actor(),
            cancel);
  }

  @Override
  public void ended(JobId job, Optional<Problem> unwritten) {
    link.board().over(job);
  }
}
