package alpi.daemon.link;

import alpi.alp.blob.Sha256;
import alpi.alp.peer.Peer;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What an agent can do with peers. Each reaches beyond the machine, so each takes the owner's
/// consent or a grant that names the peer.
public final class PeerTools {
  private PeerTools() {}

  /// All of them.
  public static List<Tool<?>> of(
      LinkRoom link, SensitivePaths sensitive, BlobStore blobs, Origins origins) {
    var finder = new Outgoing.Finder(sensitive, blobs, origins, Outgoing.Finder.MOST);
    return List.of(
        new PeerAskTool(link),
        new BlobSendTool(link, finder),
        new BlobShareTool(link, blobs, finder),
        new BlobFetchTool(link, blobs, origins));
  }

  /// The peer, if it is still the one that the plan was made for.
  static Peer sameKey(Peer peer, Plan plan) {
    if (!peer.key().text().equals(plan.binding().getOrDefault("key", ""))) {
      throw Problem.of(ErrorCode.CONFLICT, "That peer has another key now.");
    }
    return peer;
  }

  /// The content that was agreed to.
  static Sha256 hash(Plan plan) {
    String hex = plan.binding().getOrDefault("hash", "");
    if (!Sha256.isHex(hex)) {
      throw Problem.of(ErrorCode.DENIED, "That may not be read, so it is not sent.");
    }
    return new Sha256(hex);
  }

  /// The file that it lies in; empty for a blob.
  static Optional<Path> file(Plan plan) {
    return plan.accesses().stream()
        .filter(access -> access.capability() == Capability.FS_READ)
        .findFirst()
        .map(access -> Path.of(access.target()));
  }
}
