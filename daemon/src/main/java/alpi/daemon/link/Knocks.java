package alpi.daemon.link;

import alpi.alp.crypto.PeerKey;
import alpi.alp.link.Gate;
import alpi.alp.peer.PendingPeers;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The strangers who knocked, wherever they are remembered: at the gate while the profile listens,
/// and in their file always.
final class Knocks {
  private final PendingFile file;
  private final AtomicReference<Optional<Gate>> gate = new AtomicReference<>(Optional.empty());

  Knocks(PendingFile file) {
    this.file = file;
  }

  void opened(Gate at) {
    gate.set(Optional.of(at));
  }

  PendingPeers all() {
    return gate.get().map(Gate::pending).orElseGet(file::read);
  }

  /// Writes down who stands at the gate.
  void keep() {
    gate.get().map(Gate::pending).ifPresent(file::write);
  }

  /// @return whether there was such a row
  boolean forget(PeerKey key) {
    PendingPeers before = all();
    gate.get().ifPresent(at -> at.discard(key));
    file.write(before.without(key));
    return before.of(key).isPresent();
  }
}
