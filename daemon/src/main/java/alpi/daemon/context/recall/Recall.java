package alpi.daemon.context.recall;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Vector;
import alpi.daemon.context.Diversity;
import alpi.daemon.session.Near;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one door to all that can be found again. Each place ranks what it has; the rankings are made
/// one by the places in them, what stands twice is shown once, and what says nearly the same as
/// something above it gives way to what adds something.
public final class Recall {
  /// Hits that each place is asked for, for each one that is shown, so that there is something to
  /// choose from.
  static final int CHOICE = 3;

  /// Fewest hits that a place is asked for: where many say the same, the other thing stands behind
  /// them.
  static final int MIN_CANDIDATES = 60;

  /// Most hits that one place is asked for.
  static final int MAX_CANDIDATES = 200;

  private static final Logger LOG = LoggerFactory.getLogger(Recall.class);

  private final List<Finder> finders;
  private final Meanings meanings;

  public Recall(List<Finder> finders, Meanings meanings) {
    this.finders = List.copyOf(finders);
    this.meanings = meanings;
  }

  /// What there is, best first. A place that cannot be looked at is named in the notices and keeps
  /// the others from nothing.
  ///
  /// @throws Problem `invalid_params` when the question says nothing
  public Findings find(RecallQuery query) {
    if (query.text().isBlank()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "There are no words to look for.");
    }
    int most = Math.clamp((long) CHOICE * query.limit(), MIN_CANDIDATES, MAX_CANDIDATES);
    List<List<RecallHit>> rankings = new ArrayList<>();
    Set<String> notices = new LinkedHashSet<>();
    boolean behind = false;
    for (Finder finder : asked(query)) {
      Findings found = ask(finder, query, most);
      rankings.add(once(found.hits()));
      notices.addAll(found.notices());
      behind |= found.behind();
    }
    Meanings.Meant meant = meanings.of(query);
    notices.addAll(meant.notices());
    Map<String, Vector> vectors = new HashMap<>();
    double usual = 0;
    if (meant.question().isPresent()) {
      List<Near<RecallHit>> near = near(query, meant.question().get(), most, notices);
      near.forEach(it -> vectors.putIfAbsent(it.found().pointer(), it.vector()));
      rankings.add(once(near.stream().map(Near::found).toList()));
      usual = near.stream().mapToDouble(Near::usual).average().orElse(0);
    }
    List<RecallHit> fused = Fusion.of(rankings, RecallHit::pointer);
    return new Findings(
        Diversity.pick(
            fused,
            RecallHit::snippet,
            hit -> Optional.ofNullable(vectors.get(hit.pointer())),
            usual,
            query.limit(),
            Diversity.USUAL),
        List.copyOf(notices),
        behind);
  }

  private List<Finder> asked(RecallQuery query) {
    return finders.stream().filter(finder -> query.scopes().contains(finder.scope())).toList();
  }

  /// What is near in all places, one ranking: vectors of one space can be compared.
  private List<Near<RecallHit>> near(
      RecallQuery query, Vector question, int most, Set<String> notices) {
    List<Near<RecallHit>> near = new ArrayList<>();
    for (Finder finder : asked(query)) {
      try {
        near.addAll(finder.near(query, question, most));
      } catch (Problem e) {
        LOG.warn("event=meaning_incomplete scope={}", finder.scope().wire(), e);
        notices.add(finder.scope().wire() + " was searched by words alone: " + e.sentence());
      }
    }
    return near.stream()
        .sorted(Comparator.<Near<RecallHit>>comparingDouble(Near::cosine).reversed())
        .limit(most)
        .toList();
  }

  private static Findings ask(Finder finder, RecallQuery query, int most) {
    try {
      return finder.find(query, most);
    } catch (Problem e) {
      LOG.warn("event=recall_incomplete scope={}", finder.scope().wire(), e);
      return Findings.whole(
          List.of(), List.of(finder.scope().wire() + " was not searched: " + e.sentence()));
    }
  }

  /// Each pointer once, with its best place.
  private static List<RecallHit> once(List<RecallHit> hits) {
    Map<String, RecallHit> once = new LinkedHashMap<>();
    hits.forEach(hit -> once.putIfAbsent(hit.pointer(), hit));
    return List.copyOf(once.values());
  }
}
