package alpi.daemon.link;

import alpi.alp.blob.Sha256;
import alpi.alp.peer.Peer;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.Source;
import alpi.daemon.policy.Tier;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Owners;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import java.util.List;
import java.util.Map;

/// Fetches a blob that a peer shared. It lies in the store afterwards, belongs to the conversation,
/// and is a stranger's word wherever it is read.
public final class BlobFetchTool implements Tool<BlobFetchTool.Arguments> {
  private static final String NAME = "blob_fetch";
  private static final Labels LABELS = Labels.of(Source.PEER, false);

  private final LinkRoom link;
  private final BlobStore blobs;
  private final Origins origins;

  BlobFetchTool(LinkRoom link, BlobStore blobs, Origins origins) {
    this.link = link;
    this.blobs = blobs;
    this.origins = origins;
  }

  public record Arguments(
      @Doc(value = "the blob's sha256", longest = 2 * Sha256.BYTES) String hash,
      @Doc(value = "the peer that shared it", longest = Peer.MAX_ID) String peer) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of(NAME, "Fetch a blob that another agent shared.");
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
    if (!Sha256.isHex(arguments.hash())) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "A hash is 64 digits of 0-9 and a-f.");
    }
    var access =
        new Access(
            Capability.PEER,
            peer.id() + "/fetch",
            Tier.CAUTION,
            "fetching from the peer " + peer.id());
    return new Plan(
        List.of(access),
        "fetch blob " + arguments.hash() + " from the peer " + peer.id(),
        Map.of("peer", peer.id(), "key", peer.key().text(), "hash", arguments.hash()));
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context)
      throws InterruptedException {
    Peer peer = PeerTools.sameKey(link.peers().named(arguments.peer()), plan);
    Sha256 hash = PeerTools.hash(plan);
    AgentTransfers.End end =
        link.agentTransfers().run(NAME, context, behalf -> TransferJob.fetch(hash, peer, behalf));
    origins.mark(hash, end.bytes(), LABELS);
    blobs.own(hash, Owners.session(context.session()));
    return ToolResult.ok(
        "fetched " + end.bytes() + " bytes from " + peer.id() + ": read blob:" + hash.hex(),
        LABELS);
  }
}
