package alpi.daemon.host.verb;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.alp.peer.Peer;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.transfer.Version1;
import alpi.daemon.blob.PeerBlobs;
import alpi.daemon.blob.Share;
import alpi.daemon.blob.Shares;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobFilter;
import alpi.daemon.job.JobSpec;
import alpi.daemon.link.LinkRoom;
import alpi.daemon.link.TransferBoard.Stand;
import alpi.daemon.link.TransferJob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// Blobs between this profile and its peers.
public final class TransferVerbs {
  private static final int USUAL = 100;
  private static final Duration BETWEEN = Duration.ofMillis(100);
  private static final String HASH = "\"" + "0".repeat(64) + "\"";

  private final Rooms rooms;

  public TransferVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.blob.send",
                "Sends a file or a stored blob to a peer, as a job, and streams its progress.",
                "{\"peer\":\"ana\",\"path\":\"/home/me/report.pdf\"}")
            .mutating()
            .streaming()
            .fails(
                ErrorCode.NOT_FOUND,
                ErrorCode.PEER_UNREACHABLE,
                ErrorCode.PEER_REFUSED,
                ErrorCode.FORBIDDEN,
                ErrorCode.TOO_LARGE)
            .serve(Send.class, Moved.class, this::send),
        HostVerb.named(
                "host.blob.sendall",
                "Sends several files to a peer as one job, small ones together;"
                    + " streams its progress.",
                "{\"peer\":\"ana\",\"paths\":[\"/home/me/report.pdf\",\"/home/me/notes.txt\"]}")
            .mutating()
            .streaming()
            .fails(
                ErrorCode.NOT_FOUND,
                ErrorCode.PEER_UNREACHABLE,
                ErrorCode.PEER_REFUSED,
                ErrorCode.FORBIDDEN,
                ErrorCode.TOO_LARGE)
            .serve(SendAll.class, AllMoved.class, this::sendAll),
        HostVerb.named(
                "host.blob.fetch",
                "Fetches a blob that a peer shared, as a job, and streams its progress.",
                "{\"peer\":\"ana\",\"hash\":" + HASH + "}")
            .mutating()
            .streaming()
            .fails(
                ErrorCode.NOT_FOUND,
                ErrorCode.PEER_UNREACHABLE,
                ErrorCode.PEER_REFUSED,
                ErrorCode.FORBIDDEN,
                ErrorCode.TOO_LARGE)
            .serve(Fetch.class, Moved.class, this::fetch),
        HostVerb.named(
                "host.blob.share",
                "Lets a peer fetch a stored blob, or a file that is stored for it.",
                "{\"peer\":\"ana\",\"hash\":" + HASH + ",\"days\":7}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.TOO_LARGE)
            .serve(NewShare.class, Shared.class, this::share),
        HostVerb.named(
                "host.blob.unshare",
                "Ends what a peer may fetch.",
                "{\"peer\":\"ana\",\"hash\":" + HASH + "}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneShare.class, Nothing.class, this::unshare),
        HostVerb.named("host.blob.shares", "Lists what peers may fetch, the latest first.", "{}")
            .serve(Listed.class, SharesNow.class, this::shares),
        HostVerb.named("host.blob.transfers", "Lists transfers with peers, the latest first.", "{}")
            .serve(Listed.class, Transfers.class, this::transfers));
  }

  private Moved send(Send params, Call call) throws InterruptedException {
    ProfileRooms profile = rooms.of(params.profile());
    Peer peer = profile.link().peers().named(params.peer());
    if (params.path().isPresent() == params.hash().isPresent()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "Either `path` or `hash` is needed.");
    }
    JobSpec spec =
        params.path().isPresent()
            ? TransferJob.send(file(params.path().get()), peer, call.actor())
            : TransferJob.send(stored(profile, params.hash().get()), peer, call.actor());
    return moved(followed(profile, profile.jobs().submit(spec), call));
  }

  private AllMoved sendAll(SendAll params, Call call) throws InterruptedException {
    ProfileRooms profile = rooms.of(params.profile());
    Peer peer = profile.link().peers().named(params.peer());
    if (params.paths().isEmpty() || params.paths().size() > TransferJob.MAX_FILES) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "One call sends 1 to " + TransferJob.MAX_FILES + " files.");
    }
    List<Path> files = params.paths().stream().map(TransferVerbs::file).toList();
    JobSpec spec = TransferJob.send(files, peer, call.actor());
    Job job = followed(profile, profile.jobs().submit(spec), call);
    var result = result(job);
    List<String> hashes = new ArrayList<>();
    result.path("hashes").forEach(hash -> hashes.add(hash.asString("")));
    return new AllMoved(
        job.id().value(),
        hashes.size(),
        result.path("bytes").asLong(0),
        result.path("moved").asLong(0),
        hashes);
  }

  static Path file(String typed) {
    Path path;
    try {
      path = Path.of(typed);
    } catch (InvalidPathException e) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "That is no path.").because(e);
    }
    if (!path.isAbsolute()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The path of a file must be absolute.");
    }
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw Problem.of(ErrorCode.NOT_FOUND, "There is no plain file " + path + ".");
    }
    return path;
  }

  private static Sha256 stored(ProfileRooms profile, String hex) {
    Sha256 hash = hash(hex);
    if (profile.blobs().stat(hash).isEmpty()) {
      throw Problem.of(ErrorCode.NOT_FOUND, "There is no blob " + hash.brief() + ".");
    }
    return hash;
  }

  private static Sha256 hash(String hex) {
    if (!Sha256.isHex(hex)) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "A hash is 64 digits of 0-9 and a-f.");
    }
    return new Sha256(hex);
  }

  private Moved fetch(Fetch params, Call call) throws InterruptedException {
    ProfileRooms profile = rooms.of(params.profile());
    Peer peer = profile.link().peers().named(params.peer());
    JobSpec spec = TransferJob.fetch(hash(params.hash()), peer, call.actor());
    return moved(followed(profile, profile.jobs().submit(spec), call));
  }

  /// Tells how far the job is until it is over. A client that goes away leaves the job running.
  private static Job followed(ProfileRooms profile, Job submitted, Call call)
      throws InterruptedException {
    LinkRoom link = profile.link();
    Job job = submitted;
    long told = 0;
    long seq = 0;
    int attempt = job.attempt();
    while (job.state().live()) {
      Optional<Stand> stand = link.board().of(job.id());
      if (stand.isPresent() && stand.get().turn() != told) {
        told = stand.get().turn();
        call.stream()
            .send(
                ++seq,
                Json.object()
                    .put("phase", stand.get().phase())
                    .put("at", stand.get().at())
                    .put("moved", stand.get().moved())
                    .put("size", stand.get().size()));
      }
      if (job.attempt() > attempt) {
        attempt = job.attempt();
        call.stream()
            .send(++seq, Json.object().put("phase", "again").put("attempt", job.attempt()));
      }
      link.board().await(job.id(), BETWEEN);
      job = profile.jobs().find(job.id()).orElse(job);
    }
    return job;
  }

  private static JsonNode result(Job job) {
    if (job.result().isEmpty() || job.error().isPresent()) {
      ErrorCode code = job.error().orElse(ErrorCode.CANCELLED);
      String sentence = job.detail().orElse("The transfer was cancelled.");
      throw code.retryable() || code == ErrorCode.CANCELLED
          ? Problem.of(
              code, sentence, "What arrived is kept for a day: do the same again and it goes on.")
          : Problem.of(code, sentence);
    }
    return job.result().get();
  }

  private static Moved moved(Job job) {
    JsonNode result = result(job);
    return new Moved(
        job.id().value(),
        result.path("hash").asString(""),
        result.path("bytes").asLong(0),
        result.path("moved").asLong(0));
  }

  private Shared share(NewShare params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    Peer peer = profile.link().peers().named(params.peer());
    if (params.path().isPresent() == params.hash().isPresent()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "Either `path` or `hash` is needed.");
    }
    Sha256 hash =
        params.path().isPresent()
            ? kept(profile, file(params.path().get()), peer)
            : stored(profile, params.hash().get());
    int days = params.days().orElse((int) Shares.USUAL.toDays());
    Share share =
        profile
            .link()
            .blobs()
            .shares()
            .share(hash, peer.key(), Duration.ofDays(days), params.fetches(), call.actor());
    return new Shared(hash.hex(), peer.id(), share.until(), peer.mayCall(Version1.GET));
  }

  private static Sha256 kept(ProfileRooms profile, Path file, Peer peer) {
    try (InputStream in = Files.newInputStream(file)) {
      return profile.blobs().put(in, BlobRef.UNKNOWN_TYPE, Shares.owner(peer.key())).hash();
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "The file cannot be read.").because(e);
    }
  }

  private Nothing unshare(OneShare params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    Peer peer = profile.link().peers().named(params.peer());
    Shares shares = profile.link().blobs().shares();
    if (!shares.unshare(hash(params.hash()), peer.key(), call.actor(), "asked")) {
      throw Problem.of(ErrorCode.NOT_FOUND, "That is not shared with " + peer.id() + ".");
    }
    return Nothing.NOTHING;
  }

  private SharesNow shares(Listed params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    PeerBlobs blobs = profile.link().blobs();
    List<Peer> peers = profile.link().peers().list();
    return new SharesNow(
        blobs.shares().list(Limit.of(params.limit(), USUAL)).stream()
            .map(share -> row(share, peers))
            .toList());
  }

  private static ShareRow row(Share share, List<Peer> peers) {
    String name =
        peers.stream()
            .filter(peer -> peer.key().equals(share.peer()))
            .findFirst()
            .map(Peer::id)
            .orElse(share.peer().text());
    return new ShareRow(share.hash().hex(), name, share.until(), share.left(), share.created());
  }

  private Transfers transfers(Listed params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    return new Transfers(rows(profile, JobFilter.ALL, Limit.of(params.limit(), USUAL)));
  }

  /// Transfers of a profile, the latest first.
  static List<TransferRow> rows(ProfileRooms profile, JobFilter filter, int limit) {
    List<Job> jobs = new ArrayList<>();
    for (String kind : List.of(TransferJob.SEND, TransferJob.FETCH)) {
      jobs.addAll(profile.jobs().list(filter.ofKind(kind), limit));
    }
    jobs.sort(Comparator.comparing(Job::created).reversed());
    String name = profile.name().value();
    return jobs.stream()
        .limit(limit)
        .map(job -> TransferRow.of(name, job, profile.link().board().of(job.id())))
        .toList();
  }

  /// @param path of a file, absolute
  /// @param hash of a stored blob, instead
  record Send(
      Optional<String> profile, String peer, Optional<String> path, Optional<String> hash) {}

  /// @param paths of files, absolute, in their order
  record SendAll(Optional<String> profile, String peer, List<String> paths) {}

  /// @param moved bytes that travelled in the last try; none when all were there
  /// @param hashes in the order of the paths
  record AllMoved(String job, int files, long bytes, long moved, List<String> hashes) {}

  record Fetch(Optional<String> profile, String peer, String hash) {}

  /// @param moved bytes that travelled in the last try; none when all of it was there
  record Moved(String job, String hash, long bytes, long moved) {}

  /// @param days how long it lasts, 7 when absent
  /// @param fetches how often it may be fetched; not counted when absent
  record NewShare(
      Optional<String> profile,
      String peer,
      Optional<String> path,
      Optional<String> hash,
      OptionalInt days,
      OptionalInt fetches) {}

  /// @param allowed whether the peer may call `link.get_blob` at all
  record Shared(String hash, String peer, Instant until, boolean allowed) {}

  record OneShare(Optional<String> profile, String peer, String hash) {}

  record Listed(Optional<String> profile, OptionalInt limit) {}

  record SharesNow(List<ShareRow> shares) {}

  /// @param left fetches that are left; absent when they are not counted
  record ShareRow(String hash, String peer, Instant until, OptionalInt left, Instant created) {}

  record Transfers(List<TransferRow> transfers) {}

  /// @param what the hash, or the path of a file that was not read yet
  /// @param at bytes that the receiver has, while it runs
  record TransferRow(
      String profile,
      String job,
      String direction,
      String peer,
      String what,
      String state,
      long bytes,
      Optional<Long> at,
      Optional<String> error,
      Instant created) {
    static TransferRow of(String profile, Job job, Optional<Stand> stand) {
      var result = job.result();
      JsonNode input = job.input();
      int files = input.path("paths").size();
      String given =
          files > 0
              ? files + " files"
              : input.path("hash").asString(input.path("path").asString(""));
      return new TransferRow(
          profile,
          job.id().value(),
          job.kind().equals(TransferJob.SEND) ? "out" : "in",
          job.input().path("peer").asString(""),
          result.map(node -> node.path("hash").asString(given)).orElse(given),
          job.state().wire(),
          result
              .map(node -> node.path("bytes").asLong(0))
              .orElse(stand.map(Stand::size).orElse(0L)),
          stand.map(Stand::at),
          job.error().map(ErrorCode::wire),
          job.created());
    }
  }
}
