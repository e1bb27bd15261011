package alpi.daemon.link;

import java.time.Instant;
import java.util.Optional;

/// A connection that is open now.
///
/// @param inbound whether the other side made it
/// @param peer the owner's name for who is there; empty for a stranger, and until it asked
///   something
/// @param address of the other side
/// @param lane what it is kept for; of our own connections only
/// @param since when it was made; of theirs only
/// @param calls requests that it carried; of theirs only
/// @param sent bytes; of our own connections only
/// @param received bytes; of our own connections only
public record LiveLink(
    boolean inbound,
    Optional<String> peer,
    String address,
    Optional<String> lane,
    Optional<Instant> since,
    long calls,
    long sent,
    long received) {}
