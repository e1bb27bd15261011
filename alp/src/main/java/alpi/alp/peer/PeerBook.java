package alpi.alp.peer;

import alpi.alp.crypto.PeerKey;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The peers of one profile, in the order they were pinned. A value: every change gives a new book.
/// Ids and keys occur once each, and the profile's own key never.
public final class PeerBook {
  /// Most peers of one profile.
  public static final int MAX_PEERS = 1_000;

  private final PeerKey own;
  private final Map<PeerKey, Peer> byKey;
  private final Map<String, Peer> byStaticKey;

  private PeerBook(PeerKey own, Map<PeerKey, Peer> byKey, Map<String, Peer> byStaticKey) {
    this.own = own;
    this.byKey = byKey;
    this.byStaticKey = byStaticKey;
  }

  /// @param own the key of the profile whose book it is
  public static PeerBook empty(PeerKey own) {
    return new PeerBook(own, Map.of(), Map.of());
  }

  public List<Peer> peers() {
    return List.copyOf(byKey.values());
  }

  public Optional<Peer> byKey(PeerKey key) {
    return Optional.ofNullable(byKey.get(key));
  }

  public Optional<Peer> byId(String id) {
    return byKey.values().stream().filter(peer -> peer.id().equals(id)).findFirst();
  }

  /// The peer whose X25519 key was proven in a handshake.
  public Optional<Peer> byStaticKey(byte[] staticKey) {
    return Optional.ofNullable(byStaticKey.get(HexFormat.of().formatHex(staticKey)));
  }

  /// @throws Problem when id or key are taken, the key is the profile's own, or the book is full
  public PeerBook add(Peer peer) {
    if (peer.key().equals(own)) {
      throw Problem.of(
          ErrorCode.CONFLICT,
          "That is this profile's own key.",
          "Pin the key that the other side shows as its own.");
    }
    byKey(peer.key())
        .ifPresent(known -> {
          throw Problem.of(
              ErrorCode.CONFLICT,
              "That key is pinned already, as " + known.id() + ".",
              "Rename that peer instead.");
        });
    checkFree(peer.id());
    if (byKey.size() >= MAX_PEERS) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "A profile has at most " + MAX_PEERS + " peers.",
          "Remove one that is not needed any more.");
    }
    Map<PeerKey, Peer> peers = new LinkedHashMap<>(byKey);
    peers.put(peer.key(), peer);
    Map<String, Peer> statics = new LinkedHashMap<>(byStaticKey);
    statics.put(HexFormat.of().formatHex(peer.key().staticKey()), peer);
    return new PeerBook(own, peers, statics);
  }

  /// @throws Problem when no peer has that id
  public PeerBook remove(String id) {
    Peer gone = known(id);
    Map<PeerKey, Peer> peers = new LinkedHashMap<>(byKey);
    peers.remove(gone.key());
    Map<String, Peer> statics = new LinkedHashMap<>(byStaticKey);
    statics.values().removeIf(peer -> peer.key().equals(gone.key()));
    return new PeerBook(own, peers, statics);
  }

  public PeerBook rename(String id, String to) {
    Peer peer = known(id);
    if (!id.equals(to)) {
      checkFree(to);
    }
    return changed(peer, old -> old.withId(to));
  }

  public PeerBook alias(String id, String alias) {
    return changed(known(id), peer -> peer.withAlias(alias));
  }

  /// @param address empty for a profile on this machine
  public PeerBook address(String id, Optional<PeerAddress> address) {
    return changed(known(id), peer -> peer.withAddress(address));
  }

  /// @param methods all that the peer may call from now on
  public PeerBook allow(String id, Set<String> methods) {
    return changed(known(id), peer -> peer.withAllow(methods));
  }

  public PeerBook perMinute(String id, int calls) {
    return changed(known(id), peer -> peer.withPerMinute(calls));
  }

  private PeerBook changed(Peer peer, UnaryOperator<Peer> change) {
    Peer after;
    try {
      after = change.apply(peer);
    } catch (IllegalArgumentException e) {
      throw Problem.of(
              ErrorCode.INVALID_PARAMS,
              "A peer cannot have that: " + e.getMessage() + ".",
              "Ids have up to "
                  + Peer.MAX_ID
                  + " characters without spaces and slashes,"
                  + " methods look like link.ask.")
          .because(e);
    }
    Map<PeerKey, Peer> peers = new LinkedHashMap<>(byKey);
    peers.put(peer.key(), after);
    Map<String, Peer> statics = new LinkedHashMap<>(byStaticKey);
    statics.replaceAll((_, old) -> old.key().equals(peer.key()) ? after : old);
    return new PeerBook(own, peers, statics);
  }

  private void checkFree(String id) {
    if (byId(id).isPresent()) {
      throw Problem.of(
          ErrorCode.CONFLICT, "There is a peer " + id + " already.", "Choose another id.");
    }
  }

  private Peer known(String id) {
    return byId(id)
        .orElseThrow(() -> {
          List<String> ids = new ArrayList<>();
          byKey.values().forEach(peer -> ids.add(peer.id()));
          return Problem.of(
              ErrorCode.NOT_FOUND,
              "There is no peer " + id + ".",
              ids.isEmpty() ? "No peer is pinned yet." : "Pinned are: " + String.join(", ", ids));
        });
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerBook book && own.equals(book.own) && peers().equals(book.peers());
  }

  @Override
  public int hashCode() {
    return peers().hashCode();
  }

  @Override
  public String toString() {
    return byKey.size() + " peers of " + own.brief();
  }
}
