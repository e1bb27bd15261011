package alpi.alp.peer;

import alpi.alp.crypto.PeerKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The strangers who knocked last, newest first, each key once. To accept one is to pin its key; to
/// discard one is to forget it.
///
/// @param entries at most [#MAX]
public record PendingPeers(List<Pending> entries) {
  /// Strangers that are remembered.
  public static final int MAX = 20;

  public static final PendingPeers NONE = new PendingPeers(List.of());

  public PendingPeers {
    if (entries.size() > MAX) {
      throw new IllegalArgumentException("at most " + MAX + " strangers are remembered");
    }
    entries = List.copyOf(entries);
  }

  /// The list after `key` knocked.
  public PendingPeers knocked(PeerKey key, Optional<String> address, Instant now) {
    Instant first = of(key).map(Pending::firstSeen).orElse(now);
    List<Pending> all = new ArrayList<>(without(key).entries);
    all.add(new Pending(key, first, now, address.or(() -> of(key).flatMap(Pending::address))));
    all.sort(Comparator.comparing(Pending::lastSeen).reversed());
    return new PendingPeers(all.subList(0, Math.min(MAX, all.size())));
  }

  public PendingPeers without(PeerKey key) {
    return new PendingPeers(entries.stream().filter(entry -> !entry.key().equals(key)).toList());
  }

  public Optional<Pending> of(PeerKey key) {
    return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
  }
}
