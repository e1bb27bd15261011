package alpi.alp.peer;

import alpi.alp.crypto.PeerKey;
import java.time.Instant;
import java.util.Optional;

/// A stranger who knocked with a proper envelope and was not answered.
///
/// @param address where from, as far as known
public record Pending(PeerKey key, Instant firstSeen, Instant lastSeen, Optional<String> address) {}
