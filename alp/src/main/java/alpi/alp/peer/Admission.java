package alpi.alp.peer;

import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.LinkCode;
import alpi.alp.envelope.LinkError;
import alpi.alp.json.Json;
import alpi.alp.wire.Moment;
import java.util.Optional;
import java.util.Set;

/// Whether a verified request of a pinned peer is let through to its handler: its rate first, then
/// what the peer may call, then whether there is such a method. A method of a workgroup is not in
/// the peer's list, because membership of the group is its gate.
public final class Admission {
  private static final int WINDOW_SECONDS = 60;
  private static final String GROUP_METHODS = "workgroup.";

  private final CallRates rates = new CallRates();
  private final Set<String> methods;

  /// @param methods that are answered at all
  public Admission(Set<String> methods) {
    this.methods = Set.copyOf(methods);
  }

  /// The refusal; empty when the request may go on.
  public Optional<LinkError> refusal(Peer peer, Envelope.Request request, Moment now) {
    String method = request.method();
    if (!rates.admits(peer, method, request.params(), now)) {
      return Optional.of(
          LinkError.of(LinkCode.RATE_LIMITED, Json.object().put("window_seconds", WINDOW_SECONDS)));
    }
    if (!peer.mayCall(method) && !method.startsWith(GROUP_METHODS)) {
      return Optional.of(
          LinkError.of(LinkCode.CAPABILITY_DENIED, Json.object().put("method", method)));
    }
    if (!methods.contains(method)) {
      return Optional.of(LinkError.of(LinkCode.METHOD_NOT_FOUND));
    }
    return Optional.empty();
  }

  /// Forgets the rates of peers that are pinned no more.
  public void keepOnly(PeerBook book) {
    rates.keepOnly(book);
  }
}
