package alpi.alp.link;

import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.LinkError;
import alpi.alp.peer.Peer;
import alpi.alp.wire.Fault;
import java.util.Optional;

/// What the gate makes of a text that came over a session.
public sealed interface Verdict {
  /// A request of a pinned peer, within its rights.
  record Serve(Peer peer, Envelope.Request request) implements Verdict {}

  /// A request of a pinned peer that is answered with a refusal.
  record Deny(Peer peer, Envelope.Request request, LinkError error) implements Verdict {}

  /// Anything else: no answer, whatever the reason.
  ///
  /// @param sender who signed it, when that was verified
  record Drop(Fault fault, String detail, Optional<PeerKey> sender) implements Verdict {}
}
