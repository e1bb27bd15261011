package alpi.daemon.link;

import alpi.alp.json.Json;
import alpi.alp.net.LinkExchange;
import alpi.alp.peer.Peer;
import alpi.daemon.base.JobId;
import java.util.Optional;

/// `link.cancel`: stops the turn that the same peer asked for, and no other.
record CancelVerb(PeerTurns turns) implements LinkVerb {
  @Override
  public String method() {
    return "link.cancel";
  }

  @Override
  public void serve(LinkExchange exchange) throws InterruptedException {
    Peer peer = exchange.peer();
    String named = exchange.request().params().path("session_id").asString("");
    Optional<JobId> turn =
        turns.of(peer.key()).filter(own -> named.isEmpty() || own.value().equals(named));
    boolean stopped = turn.isPresent() && turns.cancel(turn.get(), peer);
    exchange.answer(
        stopped
            ? Json.object().put("cancelled", true).put("session_id", turn.get().value())
            : Json.object().put("cancelled", false));
  }
}
