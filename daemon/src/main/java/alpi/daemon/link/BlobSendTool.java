package alpi.daemon.link;

import alpi.alp.blob.Sha256;
import alpi.alp.peer.Peer;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import alpi.daemon.tool.file.Places;

/// Sends a file, or a blob of the conversation, to a peer. What is in it leaves the machine, so it
/// takes the owner's consent to that very content, or a grant that names the peer.
public final class BlobSendTool implements Tool<BlobSendTool.Arguments> {
  private static final String NAME = "blob_send";

  private final LinkRoom link;
  private final Outgoing.Finder finder;

  BlobSendTool(LinkRoom link, Outgoing.Finder finder) {
    this.link = link;
    this.finder = finder;
  }

  public record Arguments(
      @Doc(value = "file, or blob:<sha256>", longest = Places.MAX_CHARS) String file,
      @Doc(value = "the peer's name", longest = Peer.MAX_ID) String peer) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of(NAME, "Send a file to another agent's store.");
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
    return finder.find(arguments.file(), context).plan(peer, "send", "to");
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context)
      throws InterruptedException {
    Peer peer = PeerTools.sameKey(link.peers().named(arguments.peer()), plan);
    Sha256 hash = PeerTools.hash(plan);
    AgentTransfers.End end =
        link.agentTransfers()
            .run(
                NAME,
                context,
                behalf ->
                    PeerTools.file(plan)
                        .map(file -> TransferJob.send(file, hash, peer, behalf))
                        .orElseGet(() -> TransferJob.send(hash, peer, behalf)));
    String moved = end.moved() == 0 ? "; the peer had it already" : "";
    return ToolResult.ok(
        "sent " + end.bytes() + " bytes to " + peer.id() + " as blob " + end.hash() + moved,
        Labels.of(Source.PEER, false));
  }
}
