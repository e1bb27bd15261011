package alpi.daemon.host;

import alpi.daemon.sandbox.Descendants;
import alpi.daemon.sandbox.Descendants.Kinship;
import alpi.daemon.sandbox.Natives;
import java.util.Optional;

/// Asks the kernel who is at the other end, and the process table whose child that is.
public final class SystemPeers implements PeerCheck {
  private final Optional<Natives> natives;
  private final Descendants descendants;

  /// @param natives empty where the kernel cannot be asked: then nobody is let in
  public SystemPeers(Optional<Natives> natives, Descendants descendants) {
    this.natives = natives;
    this.descendants = descendants;
  }

  @Override
  public Optional<Peer> peer(int fd) {
    return natives
        .flatMap(calls -> calls.peer(fd))
        .map(
            it -> new Peer(it.pid(), it.uid(), descendants.started(it.pid()).orElse(Peer.UNKNOWN)));
  }

  @Override
  public long ownUid() {
    return natives
        .orElseThrow(() -> new IllegalStateException("the kernel cannot be asked"))
        .ownUid();
  }

  @Override
  public boolean descends(Peer peer) {
    Kinship kinship = descendants.kinship(peer.pid(), peer.start());
    return kinship == Kinship.DESCENDANT || kinship == Kinship.UNKNOWN;
  }
}
