package alpi.daemon.host.verb;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.blob.GcReport;
import alpi.daemon.blob.StoredBlob;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// Stored content.
public final class BlobVerbs {
  /// Most bytes that one answer carries.
  static final int MAX_PIECE = 256 << 10;

  /// What the owner keeps with its own hands.
  private static final BlobOwner KEPT = new BlobOwner(BlobOwner.Kind.KEPT, "owner");

  private static final int USUAL = 100;

  private final Rooms rooms;

  private final Intake intake;

  public BlobVerbs(Rooms rooms, Home home, Ids ids, Time time) {
    this.rooms = rooms;
    this.intake = new Intake(home, ids, time);
  }

  public List<HostVerb<?, ?>> verbs() {
    String hash = "\"" + "0".repeat(64) + "\"";
    return List.of(
        HostVerb.named("host.blob.list", "Lists stored blobs by name.", "{\"limit\":50}")
            .serve(ListBlobs.class, Blobs.class, this::list),
        HostVerb.named("host.blob.show", "Tells all about one blob.", "{\"hash\":" + hash + "}")
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneBlob.class, BlobView.class, this::show),
        HostVerb.named(
                "host.blob.get",
                "Reads a piece of a blob, at most 256 KiB.",
                "{\"hash\":" + hash + ",\"offset\":0,\"length\":1024}")
            .fails(ErrorCode.NOT_FOUND, ErrorCode.CORRUPT)
            .serve(Get.class, Piece.class, this::get),
        HostVerb.named(
                "host.blob.put",
                "Keeps a file or piped bytes until the owner lets go of them.",
                "{\"path\":\"/home/me/report.pdf\"}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.TOO_LARGE, ErrorCode.DISK_FULL)
            .serve(PutBlob.class, Kept.class, this::put),
        HostVerb.named(
                "host.blob.remove",
                "Lets go of what the owner keeps or got from peers; says who else keeps it.",
                "{\"hash\":" + hash + "}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneBlob.class, Released.class, this::remove),
        HostVerb.named("host.blob.gc", "Removes what nobody owned for a day.", "{\"dryRun\":true}")
            .mutating()
            .serve(Gc.class, Swept.class, this::gc),
        HostVerb.named("host.blob.verify", "Reads every blob and sets damaged ones aside.", "{}")
            .serve(ProfileOnly.class, Checked.class, this::verify));
  }

  private Blobs list(ListBlobs params, Call call) {
    int limit = Limit.of(params.limit(), USUAL);
    BlobStore store = rooms.of(params.profile()).blobs();
    return new Blobs(
        store.list(params.after().map(BlobVerbs::hash), limit).stream().map(BlobView::of).toList());
  }

  private BlobView show(OneBlob params, Call call) {
    Sha256 hash = hash(params.hash());
    return rooms
        .of(params.profile())
        .blobs()
        .find(hash)
        .map(BlobView::of)
        .orElseThrow(() -> missing(hash));
  }

  private Piece get(Get params, Call call) {
    Sha256 hash = hash(params.hash());
    long offset = params.offset().orElse(0);
    int length = params.length().orElse(MAX_PIECE);
    if (offset < 0 || length < 1 || length > MAX_PIECE) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "A piece begins at 0 or later and has 1 to " + MAX_PIECE + " bytes.");
    }
    BlobStore store = rooms.of(params.profile()).blobs();
    long size = store.stat(hash).orElseThrow(() -> missing(hash)).bytes();
    byte[] bytes = store.piece(hash, offset, length);
    boolean eof = offset + bytes.length >= size;
    return new Piece(Base64.getEncoder().encodeToString(bytes), size, eof);
  }

  private Kept put(PutBlob params, Call call) throws InterruptedException {
    if (params.path().isPresent() == params.stdin().isPresent()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "Either `path` or `stdin` is needed.");
    }
    ProfileRooms profile = rooms.of(params.profile());
    if (params.path().isPresent()) {
      return Kept.of(intake.kept(profile, params.path().get(), KEPT));
    }
    BlobRef blob = intake.piped(profile, params.stdin().orElseThrow()).blob();
    profile.blobs().own(blob.hash(), KEPT);
    return Kept.of(blob);
  }

  private Released remove(OneBlob params, Call call) {
    Sha256 hash = hash(params.hash());
    BlobStore store = rooms.of(params.profile()).blobs();
    Set<String> owners = store.find(hash).orElseThrow(() -> missing(hash)).owners();
    boolean released = store.disown(hash, KEPT);
    String received = BlobOwner.Kind.RECEIVED.name().toLowerCase(Locale.ROOT) + ":";
    for (String owner : owners) {
      if (owner.startsWith(received)) {
        String peer = owner.substring(received.length());
        released |= store.disown(hash, new BlobOwner(BlobOwner.Kind.RECEIVED, peer));
      }
    }
    Set<String> left = store.find(hash).map(StoredBlob::owners).orElse(Set.of());
    return new Released(hash.hex(), released, new TreeSet<>(left));
  }

  private Swept gc(Gc params, Call call) {
    GcReport report = rooms.of(params.profile()).blobs().gc(params.dryRun().orElse(false));
    return new Swept(
        report.swept().stream().map(Sha256::hex).toList(), report.bytes(), report.dryRun());
  }

  private Checked verify(ProfileOnly params, Call call) {
    List<String> damaged =
        rooms.of(params.profile()).blobs().verify().stream().map(Sha256::hex).toList();
    return new Checked(damaged.isEmpty(), damaged);
  }

  private static Sha256 hash(String hex) {
    if (!Sha256.isHex(hex)) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "A hash is 64 digits of 0-9 and a-f.");
    }
    return new Sha256(hex);
  }

  private static Problem missing(Sha256 hash) {
    return Problem.of(ErrorCode.NOT_FOUND, "There is no blob " + hash.brief() + ".");
  }

  /// @param after the last hash of the page before
  record ListBlobs(Optional<String> profile, Optional<String> after, OptionalInt limit) {}

  record OneBlob(Optional<String> profile, String hash) {}

  /// @param length at most 262144, which is also the default
  record Get(Optional<String> profile, String hash, OptionalLong offset, OptionalInt length) {}

  /// @param path of a file, absolute
  /// @param stdin piped bytes, instead
  record PutBlob(
      Optional<String> profile, Optional<String> path, Optional<ChatVerbs.Stdin> stdin) {}

  record Kept(String hash, long bytes, String mediaType) {
    static Kept of(BlobRef blob) {
      return new Kept(blob.hash().hex(), blob.bytes(), blob.mediaType());
    }
  }

  /// @param released whether the owner had kept it, or got it from a peer
  /// @param owners who keeps it still, as `kind:id`; without any it is swept after a day
  record Released(String hash, boolean released, Set<String> owners) {}

  record Gc(Optional<String> profile, Optional<Boolean> dryRun) {}

  record Blobs(List<BlobView> blobs) {}

  /// @param owners who keeps it, as `kind:id`; without any it is swept after a day
  record BlobView(
      String hash,
      long bytes,
      String mediaType,
      Instant stored,
      Set<String> owners,
      boolean corrupt) {
    static BlobView of(StoredBlob blob) {
      return new BlobView(
          blob.ref().hash().hex(),
          blob.ref().bytes(),
          blob.ref().mediaType(),
          blob.stored(),
          new TreeSet<>(blob.owners()),
          blob.corrupt());
    }
  }

  /// @param bytes size of the whole blob
  /// @param eof whether the piece reaches the end
  record Piece(String base64, long bytes, boolean eof) {}

  record Swept(List<String> swept, long bytes, boolean dryRun) {}

  record Checked(boolean ok, List<String> damaged) {}
}
