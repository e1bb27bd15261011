package alpi.alp.link;

import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.LinkError;
import alpi.alp.peer.Peer;
import alpi.alp.wire.Fault;
import java.util.Optional;

/// What a session wants done, or tells; in order.
public sealed interface LinkOutput {
  /// Bytes for the other side.
  final class Send implements LinkOutput {
    private final byte[] bytes;

    Send(byte[] bytes) {
      this.bytes = bytes;
    }

    /// Not copied: the receiver owns them.
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public String toString() {
      return "Send[" + bytes.length + " bytes]";
    }
  }

  /// The handshake is done.
  record Opened() implements LinkOutput {}

  /// A request that is to be served. The next one comes after its last answer.
  record Deliver(Peer peer, Envelope.Request request) implements LinkOutput {}

  /// A request that the session refused by itself; the refusal is among what is sent.
  record Denied(Peer peer, Envelope.Request request, LinkError error) implements LinkOutput {}

  /// Something that was not answered at all; the session ends with it.
  ///
  /// @param sender who signed it, if anybody is known to have
  record Dropped(Fault fault, String detail, Optional<PeerKey> sender) implements LinkOutput {}

  /// The request being served has nobody left to answer.
  record Abandoned(String requestId) implements LinkOutput {}

  /// An answer to the caller's request.
  ///
  /// @param last when no other follows
  record Heard(Envelope answer, boolean last) implements LinkOutput {}

  /// The session is over and the connection must be closed. Nothing comes after it.
  record Closed(Fault fault, String detail) implements LinkOutput {}
}
