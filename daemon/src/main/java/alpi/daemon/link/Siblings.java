package alpi.daemon.link;

import alpi.alp.crypto.PeerKey;
import java.net.InetSocketAddress;
import java.util.Optional;

/// The other profiles of this daemon, as far as they listen: a peer without an address is one of
/// them, and is found by its key.
@FunctionalInterface
public interface Siblings {
  Optional<InetSocketAddress> find(PeerKey key);
}
