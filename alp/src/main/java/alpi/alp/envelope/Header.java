package alpi.alp.envelope;

import alpi.alp.crypto.PeerKey;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// Who says an envelope to whom, when, and which one it is.
///
/// @param at of the sender's clock
public record Header(PeerKey from, PeerKey to, Instant at, Nonce nonce) {
  /// A header for an envelope that is sent now.
  public static Header fresh(PeerKey from, PeerKey to, Instant now, RandomGenerator random) {
    return new Header(from, to, now, Nonce.fresh(random));
  }
}
