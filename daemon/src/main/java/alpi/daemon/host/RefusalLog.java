package alpi.daemon.host;

import alpi.daemon.base.Actor;
import java.util.Optional;

/// Takes down who was turned away from what.
public interface RefusalLog {
  /// @param verb what was asked for; `connect` when the connection itself was refused
  void refused(String verb, Optional<Peer> peer, String reason);

  /// The same of somebody who came over the network.
  default void refused(String verb, Actor actor, String reason) {
    refused(verb, Optional.empty(), reason);
  }
}
