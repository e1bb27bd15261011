package alpi.alp.envelope;

import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.crypto.Vectors;
import alpi.alp.json.Json;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// The two people of the tests, and what they say.
public final class Envelopes {
  public static final Identity ANA = Identity.ofSeed(Vectors.run(0x00, 32));
  public static final Identity BEN = Identity.ofSeed(Vectors.run(0x20, 32));
  public static final Identity ZOE = Identity.ofSeed(Vectors.run(0x40, 32));
  public static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private Envelopes() {}

  public static Header header(Identity from, PeerKey to, Instant at, String nonce) {
    return new Header(from.key(), to, at, new Nonce(nonce));
  }

  /// A ping of Ana to Ben.
  public static Envelope.Request ping(Instant at, RandomGenerator random) {
    return new Envelope.Request(
        Nonce.freshHex(random),
        "link.ping",
        Json.object().put("nonce", "n-1"),
        Header.fresh(ANA.key(), BEN.key(), at, random));
  }
}
