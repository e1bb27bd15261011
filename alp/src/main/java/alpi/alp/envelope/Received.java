package alpi.alp.envelope;

import alpi.alp.crypto.PeerKey;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.time.Instant;

/// An envelope that was read and is not believed yet.
public final class Received {
  private final Envelope envelope;
  private final byte[] signedText;
  private final byte[] signature;

  Received(Envelope envelope, byte[] signedText, byte[] signature) {
    this.envelope = envelope;
    this.signedText = signedText;
    this.signature = signature;
  }

  /// Who it claims to be from.
  public PeerKey claimedSender() {
    return envelope.header().from();
  }

  /// The envelope, once it is known to be fresh, for us, and signed by whom it says.
  ///
  /// @throws WireFault for the first of these that does not hold
  public Envelope verified(PeerKey own, Instant now) throws WireFault {
    LinkTime.checkFresh(envelope.header().at(), now);
    if (!envelope.header().to().equals(own)) {
      throw new WireFault(Fault.WRONG_TARGET, "an envelope for somebody else");
    }
    if (!claimedSender().verifies(signedText, signature)) {
      throw new WireFault(Fault.BAD_SIGNATURE, "an envelope that its sender did not sign");
    }
    return envelope;
  }
}
