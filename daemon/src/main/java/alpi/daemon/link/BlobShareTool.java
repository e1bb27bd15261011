package alpi.daemon.link;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.alp.peer.Peer;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.transfer.Version1;
import alpi.daemon.base.Actor;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.blob.Share;
import alpi.daemon.blob.Shares;
import alpi.daemon.policy.Labels;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Owners;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import alpi.daemon.tool.file.Places;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// Lets a peer fetch a file as it is now, or a blob of the conversation. It may leave the machine
/// from then on, so it takes the same consent as sending it.
public final class BlobShareTool implements Tool<BlobShareTool.Arguments> {
  /// Longest share that a tool makes, in days.
  static final int MAX_DAYS = 30;

  private final LinkRoom link;
  private final BlobStore blobs;
  private final Outgoing.Finder finder;

  BlobShareTool(LinkRoom link, BlobStore blobs, Outgoing.Finder finder) {
    this.link = link;
    this.blobs = blobs;
    this.finder = finder;
  }

  public record Arguments(
      @Doc(value = "file, or blob:<sha256>", longest = Places.MAX_CHARS) String file,
      @Doc(value = "the peer's name", longest = Peer.MAX_ID) String peer,
      @Doc(value = "for so long, 7 if absent", min = 1, max = MAX_DAYS) Optional<Integer> days,
      @Doc(value = "so often, not counted if absent", min = 1, max = Shares.MAX_FETCHES)
          Optional<Integer> times) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of("blob_share", "Let another agent fetch a file, by its hash.");
  }

  @Override
  public boolean available() {
    return link.hasPeers();
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    Peer peer = link.peers().named(arguments.peer());
    return finder.find(arguments.file(), context).plan(peer, "share", "with");
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context) {
    Peer peer = PeerTools.sameKey(link.peers().named(arguments.peer()), plan);
    Sha256 hash = PeerTools.hash(plan);
    PeerTools.file(plan).ifPresent(file -> keep(file, hash, Owners.session(context.session())));
    OptionalInt times = arguments.times().map(OptionalInt::of).orElseGet(OptionalInt::empty);
    Duration lasts = arguments.days().map(Duration::ofDays).orElse(Shares.USUAL);
    Share share =
        link.blobs().shares().share(hash, peer.key(), lasts, times, Actor.job(context.run()));
    String may =
        peer.mayCall(Version1.GET)
            ? ""
            : "; it may not fetch anything yet, which its owner's word changes: alpi peers allow";
    return ToolResult.ok(
        peer.id() + " may fetch blob " + hash.hex() + " until " + share.until() + may, Labels.NONE);
  }

  private void keep(Path file, Sha256 expected, BlobOwner owner) {
    try (InputStream in = Channels.newInputStream(finder.sensitive().openForRead(file))) {
      Sha256 stored = blobs.put(in, BlobRef.UNKNOWN_TYPE, owner).hash();
      if (!stored.equals(expected)) {
        throw Problem.of(
            ErrorCode.CONFLICT,
            "The file is not what it was when sharing it was agreed to.",
            "Look at it, then share it again.");
      }
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "The file cannot be read.").because(e);
    }
  }
}
