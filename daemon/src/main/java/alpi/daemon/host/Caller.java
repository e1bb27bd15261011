package alpi.daemon.host;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Role;
import alpi.daemon.base.Actor;
import java.util.Optional;

/// Who is at the other end of one connection.
///
/// A tool's process runs as the same user as the owner's terminal, so the user id cannot tell them
/// apart. The family tree can: whatever the daemon started must not change or approve anything.
public final class Caller {
  private final Peer peer;
  private final PeerCheck check;
  private final RefusalLog refusals;
  private final Actor actor;

  Caller(Peer peer, PeerCheck check, RefusalLog refusals) {
    this.peer = peer;
    this.check = check;
    this.refusals = refusals;
    this.actor = Actor.local(peer.uid());
  }

  public Actor actor() {
    return actor;
  }

  /// Whoever reaches the socket is the user whose machine this is, or was refused at the door.
  public Role role() {
    return Role.OWNER;
  }

  public Peer peer() {
    return peer;
  }

  /// Asked again at every mutating call: a process that connected as a stranger can become ours
  /// when its parent dies, and a socket can be handed on.
  void mustBeOwner(String verb) {
    if (check.descends(peer)) {
      refusals.refused(verb, Optional.of(peer), "descends from the daemon");
      throw Problem.of(
          ErrorCode.FORBIDDEN,
          "A process that the daemon started cannot call " + verb + ".",
          "Run the command in a terminal of your own.");
    }
  }
}
