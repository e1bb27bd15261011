package alpi.daemon.host;

import java.util.Optional;

/// Takes down who was turned away from what.
public interface RefusalLog {
  /// @param verb what was asked for; `connect` when the connection itself was refused
  void refused(String verb, Optional<Peer> peer, String reason);
}
