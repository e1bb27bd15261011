package alpi.alp.transfer;

import alpi.alp.crypto.PeerKey;
import alpi.alp.wire.Moment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Bad chunks, counted by peer: who sends too many is not listened to for a while. Confined to one
/// caller at a time.
public final class Strikes {
  /// Bad chunks within [#WINDOW] that are one too many.
  public static final int MOST = 3;

  public static final Duration WINDOW = Duration.ofHours(1);

  /// For how long nothing more is taken then.
  public static final Duration CLOSED = Duration.ofMinutes(10);

  private final Map<PeerKey, Deque<Moment>> strikes = new HashMap<>();

  public void struck(PeerKey peer, Moment now) {
    Deque<Moment> all = strikes.computeIfAbsent(peer, _ -> new ArrayDeque<>());
    all.addLast(now);
    while (all.size() > MOST) {
      all.removeFirst();
    }
  }

  public boolean isClosed(PeerKey peer, Moment now) {
    Deque<Moment> all = strikes.getOrDefault(peer, new ArrayDeque<>());
    return all.size() == MOST
        && !all.getLast().isPast(all.getFirst(), WINDOW)
        && !now.isPast(all.getLast(), CLOSED);
  }
}
