package alpi.alp.envelope;

import alpi.alp.crypto.PeerKey;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Lets each envelope of a pinned peer in once. It remembers for longer than an envelope stays
/// fresh, so what it has forgotten is refused for its age; should a clock that was set back make it
/// fresh again, it is refused as unknown. Its entries are values: written down as they are made and
/// given back at the next start, they make the same window.
///
/// Confined to one caller at a time.
public final class ReplayWindow {
  /// How long an envelope is remembered. More than twice [LinkTime#SKEW].
  public static final Duration KEPT = Duration.ofMinutes(5);

  /// Most envelopes of one peer that are remembered; further ones are refused meanwhile.
  public static final int MAX_OF_ONE = 8_192;

  /// Most envelopes of all peers together.
  public static final int MAX_OF_ALL = 65_536;

  /// A record on disk this long is worth rewriting once half of it is stale.
  public static final int COMPACT_FROM = 2_048;

  private final Deque<Seen> inOrder = new ArrayDeque<>();
  private final Map<PeerKey, Set<Nonce>> bySender = new HashMap<>();

  /// When the latest of the forgotten ones was let in.
  private Optional<Instant> forgotten = Optional.empty();

  /// A window that remembers what an earlier one did.
  public static ReplayWindow of(Collection<Seen> kept, Instant now) {
    var window = new ReplayWindow();
    kept.stream().sorted(Comparator.comparing(Seen::at)).forEach(window::remember);
    window.forget(now);
    return window;
  }

  /// Remembers the envelope of `header`. What is returned must be on disk before the envelope has
  /// any effect.
  ///
  /// @throws WireFault when it was seen before, when that cannot be known, or when the window is
  ///   full
  public Seen admit(Header header, Instant now) throws WireFault {
    forget(now);
    Set<Nonce> seen = bySender.getOrDefault(header.from(), Set.of());
    if (seen.contains(header.nonce())) {
      throw new WireFault(Fault.REPLAYED, "an envelope that was seen before");
    }
    Instant earliest = header.at().minus(LinkTime.SKEW);
    if (forgotten.isPresent() && !forgotten.get().isBefore(earliest)) {
      throw new WireFault(Fault.REPLAY_UNKNOWN, "an envelope as old as some that are forgotten");
    }
    if (seen.size() >= MAX_OF_ONE || inOrder.size() >= MAX_OF_ALL) {
      throw new WireFault(Fault.REPLAY_UNKNOWN, "too many envelopes to remember");
    }
    var entry = new Seen(now, header.from(), header.nonce());
    remember(entry);
    return entry;
  }

  /// What must be kept for the next start, oldest first.
  public List<Seen> live(Instant now) {
    forget(now);
    return List.copyOf(inOrder);
  }

  /// Whether a record of `lines` lines should be replaced by [#live].
  public boolean isWorthCompacting(int lines) {
    return lines >= COMPACT_FROM && lines >= 2 * inOrder.size();
  }

  private void remember(Seen seen) {
    if (bySender.computeIfAbsent(seen.from(), _ -> new HashSet<>()).add(seen.nonce())) {
      inOrder.addLast(seen);
    }
  }

  private void forget(Instant now) {
    Instant limit = now.minus(KEPT);
    while (!inOrder.isEmpty() && !inOrder.getFirst().at().isAfter(limit)) {
      Seen old = inOrder.removeFirst();
      Set<Nonce> left = bySender.getOrDefault(old.from(), Set.of());
      if (left.size() == 1) {
        bySender.remove(old.from());
      } else {
        left.remove(old.nonce());
      }
      if (forgotten.isEmpty() || forgotten.get().isBefore(old.at())) {
        forgotten = Optional.of(old.at());
      }
    }
  }
}
