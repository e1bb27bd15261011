package alpi.daemon.egress.gate;

import alpi.daemon.egress.CanonicalHost;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Notices a job that writes messages into the names it looks up: whoever answers for a domain
/// reads every name below it. Only names that were allowed come here; a denied one is never looked
/// up. Not for several threads at once.
///
/// The domain a name belongs to is taken to be its last two labels, or its last three where the
/// second-last is as short as `co` in `example.co.uk`. That is a guess, and a wrong one only moves
/// the bound.
final class NameWatch {
  /// Most names of one job.
  static final int MAX_NAMES = 200;

  /// Most names that a job asks for the first time within a second.
  static final int MAX_NEW_A_SECOND = 20;

  /// Most characters of a name below its domain.
  static final int MAX_BELOW_CHARS = 120;

  /// Most names below one domain within [#WINDOW] that look like data.
  static final int MAX_STRANGE = 15;

  static final Duration WINDOW = Duration.ofSeconds(60);

  /// A label longer than this looks like data.
  static final int MAX_LABEL_CHARS = 20;

  /// A label with more bits a character than this looks like data.
  static final double MAX_LABEL_BITS = 3.5;

  private static final int SHORT_LABEL = 3;

  private final Set<String> seen = new HashSet<>();
  private final Set<String> stopped = new HashSet<>();
  private final Deque<Long> fresh = new ArrayDeque<>();
  private final Map<String, Deque<Long>> strange = new HashMap<>();

  /// Why this name is not looked up; empty when it may be.
  ///
  /// @param nanos now, on a clock that only moves forward
  Optional<String> objection(CanonicalHost host, long nanos) {
    String name = host.toString();
    if (host.literal().isPresent() || seen.contains(name)) {
      return Optional.empty();
    }
    List<String> labels = Arrays.asList(name.split("\\.", -1));
    int base = Math.min(labels.size(), baseLabels(labels));
    String domain = String.join(".", labels.subList(labels.size() - base, labels.size()));
    if (stopped.contains(domain)) {
      return Optional.of("too many strange names below " + domain + " were asked for");
    }
    List<String> below = labels.subList(0, labels.size() - base);
    if (String.join(".", below).length() > MAX_BELOW_CHARS) {
      return Optional.of("a name that long below " + domain + " looks like data");
    }
    if (below.stream().anyMatch(NameWatch::looksLikeData) && count(domain, nanos) > MAX_STRANGE) {
      stopped.add(domain);
      return Optional.of("too many strange names below " + domain + " were asked for");
    }
    return rate(name, nanos);
  }

  private Optional<String> rate(String name, long nanos) {
    forget(fresh, nanos - Duration.ofSeconds(1).toNanos());
    if (fresh.size() >= MAX_NEW_A_SECOND) {
      return Optional.of(
          "more than " + MAX_NEW_A_SECOND + " new names within a second were asked for");
    }
    if (seen.size() >= MAX_NAMES) {
      return Optional.of("more than " + MAX_NAMES + " names were asked for");
    }
    fresh.addLast(nanos);
    seen.add(name);
    return Optional.empty();
  }

  private int count(String domain, long nanos) {
    Deque<Long> times = strange.computeIfAbsent(domain, _ -> new ArrayDeque<>());
    forget(times, nanos - WINDOW.toNanos());
    times.addLast(nanos);
    return times.size();
  }

  private static void forget(Deque<Long> times, long before) {
    while (!times.isEmpty() && times.peekFirst() - before <= 0) {
      times.removeFirst();
    }
  }

  private static int baseLabels(List<String> labels) {
    boolean shared = labels.size() > 2 && labels.get(labels.size() - 2).length() <= SHORT_LABEL;
    return shared ? 3 : 2;
  }

  static boolean looksLikeData(String label) {
    return label.length() > MAX_LABEL_CHARS || bits(label) > MAX_LABEL_BITS;
  }

  /// Shannon entropy, in bits a character.
  private static double bits(String label) {
    Map<Integer, Integer> counts = new HashMap<>();
    label.chars().forEach(c -> counts.merge(c, 1, Integer::sum));
    double bits = 0;
    for (int count : counts.values()) {
      double share = (double) count / label.length();
      bits -= share * Math.log(share) / Math.log(2);
    }
    return bits;
  }
}
