package alpi.daemon.host;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Role;
import alpi.alp.rpc.Verb;
import alpi.daemon.base.Actor;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// A process of this machine, at the local socket.
///
/// A tool's process runs as the same user as the owner's terminal, so the user id cannot tell them
/// apart. The family tree can: whatever the daemon started must not change or approve anything.
final class LocalCaller implements Caller {
  private final Peer peer;
  private final PeerCheck check;
  private final RefusalLog refusals;
  private final Actor actor;

  LocalCaller(Peer peer, PeerCheck check, RefusalLog refusals) {
    this.peer = peer;
    this.check = check;
    this.refusals = refusals;
    this.actor = Actor.local(peer.uid());
  }

  @Override
  public Actor actor() {
    return actor;
  }

  /// Whoever reaches the socket is the user whose machine this is, or was refused at the door.
  @Override
  public Role role() {
    return Role.OWNER;
  }

  @Override
  public String via() {
    return "socket";
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.of(peer.pid());
  }

  /// Asked again at every mutating call: a process that connected as a stranger can become ours
  /// when its parent dies, and a socket can be handed on.
  @Override
  public void demand(Verb<?, ?> verb, Optional<JsonNode> params) {
    if (verb.mutating() && check.descends(peer)) {
      refusals.refused(verb.name(), Optional.of(peer), "descends from the daemon");
      throw Problem.of(
          ErrorCode.FORBIDDEN,
          "A process that the daemon started cannot call " + verb.name() + ".",
          "Run the command in a terminal of your own.");
    }
  }
}
