package alpi.daemon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Which of the moments between two looks at the clock are kept, and which were missed. Pure.
///
/// @param kept in their order: late ones that are caught up with, then those that are in time
/// @param missed the stretch of moments that nobody keeps
record Missing(List<Instant> kept, Optional<Stretch> missed) {
  /// A moment that is kept later than this was late.
  static final Duration LATE = Duration.ofMinutes(1);

  /// Most late moments that are caught up with.
  static final int MAX_ALL = 24;

  /// Most moments that are counted one by one.
  static final int MAX_COUNTED = 100_000;

  Missing {
    kept = List.copyOf(kept);
  }

  /// @param count how many there were; at least so many when it is [#MAX_COUNTED]
  record Stretch(Instant first, Instant last, int count) {}

  /// The moments of a trigger later than `cursor` and not later than `now`.
  static Missing between(
      Trigger trigger, ZoneId zone, Instant made, Instant cursor, Instant now, CatchUp catchUp) {
    Instant latest = now.minus(LATE);
    List<Instant> inTime = new ArrayList<>();
    Deque<Instant> late = new ArrayDeque<>();
    Optional<Stretch> missed = Optional.empty();
    int counted = 0;
    Optional<Instant> next = NextFire.after(trigger, zone, made, cursor);
    while (next.isPresent() && !next.get().isAfter(now) && counted < MAX_COUNTED) {
      Instant at = next.get();
      if (at.isBefore(latest)) {
        late.add(at);
        if (late.size() > most(catchUp)) {
          missed = Optional.of(longer(missed, late.remove()));
        }
      } else {
        inTime.add(at);
      }
      counted++;
      next = NextFire.after(trigger, zone, made, at);
    }
    List<Instant> kept = new ArrayList<>(late);
    kept.addAll(inTime);
    return new Missing(kept, missed);
  }

  private static int most(CatchUp catchUp) {
    return switch (catchUp) {
      case NONE -> 0;
      case ONE -> 1;
      case ALL -> MAX_ALL;
    };
  }

  private static Stretch longer(Optional<Stretch> so, Instant with) {
    return so.map(far -> new Stretch(far.first(), with, far.count() + 1))
        .orElseGet(() -> new Stretch(with, with, 1));
  }
}
