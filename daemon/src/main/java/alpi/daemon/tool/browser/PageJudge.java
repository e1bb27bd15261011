package alpi.daemon.tool.browser;

import alpi.daemon.egress.Errand;
import alpi.daemon.egress.gate.Destination;
import alpi.daemon.egress.gate.GateJudge;
import alpi.daemon.egress.gate.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// Judges what the pages of one conversation reach. While something is done with them the warrant
/// of that decides; in between they reach what they have reached already and nothing new.
final class PageJudge implements GateJudge {
  /// Refused hosts that are told of one call; more are counted.
  static final int MAX_TOLD = 8;

  private final Map<Destination, Verdict.Allow> reached = new ConcurrentHashMap<>();

  /// Those that were reached while nothing private was in play.
  private final Set<Destination> openly = ConcurrentHashMap.newKeySet();

  /// Guards what was refused.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Destination, String> refused = new LinkedHashMap<>();
  private volatile Optional<Warrant> warrant = Optional.empty();

  /// Something is about to be done.
  void begin(Warrant with) {
    warrant = Optional.of(with);
  }

  /// It has been done.
  ///
  /// @return one line for each host that pages were kept from
  List<String> end() {
    warrant = Optional.empty();
    lock.lock();
    try {
      List<String> lines =
          refused.entrySet().stream()
              .limit(MAX_TOLD)
              .map(each -> "not reached: " + each.getKey() + " (" + each.getValue() + ")")
              .toList();
      refused.clear();
      return lines;
    } finally {
      lock.unlock();
    }
  }

  /// Why this destination was refused since it began, if it was.
  Optional<String> refusal(Destination to) {
    lock.lock();
    try {
      return Optional.ofNullable(refused.get(to));
    } finally {
      lock.unlock();
    }
  }

  /// On whose behalf the pages act now.
  Optional<Errand> errand() {
    return warrant.flatMap(Warrant::errand);
  }

  @Override
  public Verdict judge(Destination to) throws InterruptedException {
    Optional<Warrant> now = warrant;
    if (now.isEmpty()) {
      Verdict.Allow known = reached.get(to);
      return known == null ? new Verdict.Deny("nothing is being done with the page") : known;
    }
    Verdict verdict = now.get().judge(to, openly.contains(to));
    switch (verdict) {
      case Verdict.Allow allow -> {
        reached.put(to, allow);
        if (!now.get().privateData()) {
          openly.add(to);
        }
      }
      case Verdict.Deny deny -> {
        reached.remove(to);
        note(to, deny.reason());
      }
    }
    return verdict;
  }

  @Override
  public void outOfReach(Destination to, String reason) {
    reached.remove(to);
    note(to, reason.replaceFirst("\\.$", ""));
  }

  private void note(Destination to, String reason) {
    lock.lock();
    try {
      if (refused.size() < MAX_TOLD) {
        var _ = refused.putIfAbsent(to, reason);
      }
    } finally {
      lock.unlock();
    }
  }
}
