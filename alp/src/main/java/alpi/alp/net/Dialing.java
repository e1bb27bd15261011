package alpi.alp.net;

import alpi.alp.crypto.PeerKey;
import alpi.alp.wire.WireFault;
import java.net.InetSocketAddress;

/// Makes a session with a peer where the pool keeps none.
@FunctionalInterface
public interface Dialing {
  /// @throws WireFault when nobody listens there, or not the holder of that key
  LinkLine dial(InetSocketAddress address, PeerKey peer) throws WireFault, InterruptedException;
}
