package alpi.daemon.tool.meaning;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import alpi.daemon.base.Vector;
import alpi.daemon.context.recall.Meanings;
import alpi.daemon.context.recall.Meanings.Meant;
import alpi.daemon.context.recall.RecallQuery;
import alpi.daemon.context.recall.RecallScope;
import alpi.daemon.egress.Errand;
import alpi.daemon.model.Embedder;
import alpi.daemon.session.Coverage;
import alpi.daemon.session.Embedded;
import alpi.daemon.session.IndexQueue;
import alpi.daemon.session.Unembedded;
import alpi.daemon.session.VectorIndex;
import alpi.daemon.session.VectorSpace;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The vectors of all places: filled by one thread that lives only while there is something to
/// fill, when a question comes or the daemon tidies up, and only while the owner names an endpoint.
public final class MeaningIndex implements AutoCloseable {
  private static final long REST_MILLIS = 20;
  private static final Logger LOG = LoggerFactory.getLogger(MeaningIndex.class);

  private final Supplier<Optional<MeaningSettings>> settings;
  private final Map<RecallScope, VectorIndex> places;
  private final MeaningLimits limits;
  private final Asking asking;
  private final IndexQueue<RecallScope> queue;

  /// @param settings as they are now
  public MeaningIndex(
      Supplier<Optional<MeaningSettings>> settings,
      Embedder embedder,
      Map<RecallScope, VectorIndex> places,
      Time time,
      MeaningLimits limits) {
    this.settings = settings;
    this.places = Map.copyOf(places);
    this.limits = limits;
    this.asking = new Asking(embedder, limits, time);
    this.queue = new IndexQueue<>("meanings", this::fill, () -> {});
  }

  /// Makes vectors of questions on somebody's behalf.
  public Meanings on(Optional<Errand> errand) {
    return query -> of(query, errand);
  }

  private Meant of(RecallQuery query, Optional<Errand> errand) {
    Optional<MeaningSettings> now = settings.get();
    Set<RecallScope> scopes = now.map(set -> both(set, query)).orElse(Set.of());
    if (now.isEmpty() || scopes.isEmpty()) {
      return Meanings.NONE.of(query);
    }
    MeaningSettings set = now.get();
    try {
      scopes.forEach(queue::add);
      queue.await(limits.settle().toMillis());
      return meant(set, query.text(), errand, scopes);
    } catch (Problem e) {
      if (e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      LOG.warn("event=question_without_meaning reason=\"{}\"", e.sentence());
      asking.failed(set, e);
      return unmeant(e.sentence());
    }
  }

  private Meant meant(
      MeaningSettings set, String text, Optional<Errand> errand, Set<RecallScope> scopes) {
    Optional<String> fault = asking.fault(set);
    if (fault.isPresent()) {
      return unmeant(fault.get());
    }
    List<VectorSpace> spaces = scopes.stream().flatMap(scope -> own(set, scope).stream()).toList();
    boolean behind = scopes.stream().anyMatch(scope -> !place(scope).waiting(1).isEmpty());
    List<String> notices =
        behind ? List.of("Not all of it is searched by meaning yet.") : List.of();
    if (spaces.isEmpty()) {
      return new Meant(Optional.empty(), notices);
    }
    Vector question = asking.question(set, text, errand);
    for (VectorSpace space : spaces) {
      refuseOther(space, question.dimension());
    }
    return new Meant(Optional.of(question), notices);
  }

  private static Meant unmeant(String why) {
    return new Meant(Optional.empty(), List.of("Only words were looked for, not meanings. " + why));
  }

  private static Set<RecallScope> both(MeaningSettings set, RecallQuery query) {
    Set<RecallScope> both = EnumSet.noneOf(RecallScope.class);
    both.addAll(set.scopes());
    both.retainAll(query.scopes());
    return both;
  }

  /// The space of a place, if it is the one of this endpoint.
  private Optional<VectorSpace> own(MeaningSettings set, RecallScope scope) {
    return place(scope).space().filter(space -> space.name().equals(set.endpoint().space()));
  }

  private static void refuseOther(VectorSpace space, int dimension) {
    if (space.dimension() != dimension) {
      throw Problem.of(
          ErrorCode.MODEL_BROKEN,
          "The embeddings endpoint changed the dimension of its vectors from "
              + space.dimension()
              + " to "
              + dimension
              + "; `alpi index rebuild` has all of them made again.");
    }
  }

  private VectorIndex place(RecallScope scope) {
    VectorIndex place = places.get(scope);
    if (place == null) {
      throw new IllegalStateException("no vectors for " + scope);
    }
    return place;
  }

  /// Has vectors made of what has none, if the owner wants that.
  public void fill() {
    settings.get().ifPresent(set -> set.scopes().forEach(queue::add));
  }

  private void fill(RecallScope scope) {
    Optional<MeaningSettings> set = settings.get();
    boolean more = true;
    while (more && set.isPresent() && set.get().scopes().contains(scope)) {
      more = asking.fault(set.get()).isEmpty() && some(set.get(), scope) && queue.rest(REST_MILLIS);
      set = settings.get();
    }
  }

  /// @return whether there is perhaps more to do
  private boolean some(MeaningSettings set, RecallScope scope) {
    VectorIndex place = place(scope);
    try {
      String name = set.endpoint().space();
      if (place.space().filter(space -> !space.name().equals(name)).isPresent()) {
        // Another endpoint or model was set: nothing of the old one can be compared.
        place.clear();
      }
      List<Unembedded> texts = request(place.waiting(limits.texts()));
      if (texts.isEmpty()) {
        return false;
      }
      keep(set, place, texts, asking.texts(set, texts.stream().map(Unembedded::text).toList()));
      return true;
    } catch (Problem e) {
      if (!queue.closed()) {
        LOG.warn("event=meanings_not_filled scope={} reason=\"{}\"", scope.wire(), e.sentence());
        asking.failed(set, e);
      }
      return false;
    }
  }

  /// As many as fit into one request, at least one.
  private List<Unembedded> request(List<Unembedded> waiting) {
    List<Unembedded> request = new ArrayList<>();
    int chars = 0;
    for (Unembedded each : waiting) {
      chars += Math.min(each.text().length(), limits.textChars());
      if (!request.isEmpty() && chars > limits.requestChars()) {
        return request;
      }
      request.add(each);
    }
    return request;
  }

  private static void keep(
      MeaningSettings set,
      VectorIndex place,
      List<Unembedded> texts,
      List<Optional<Vector>> vectors) {
    Optional<VectorSpace> known = place.space();
    Optional<Integer> dimension =
        vectors.stream().flatMap(Optional::stream).map(Vector::dimension).findFirst();
    if (known.isPresent() && dimension.isPresent()) {
      refuseOther(known.get(), dimension.get());
    }
    List<Embedded> embedded = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      embedded.add(new Embedded(texts.get(i), vectors.get(i)));
    }
    Optional<VectorSpace> space =
        known.or(() -> dimension.map(it -> new VectorSpace(set.endpoint().space(), it)));
    place.keep(
        space.orElseThrow(() ->
            Problem.of(
                ErrorCode.MODEL_BROKEN,
                "The embeddings endpoint declines the first text there is.")),
        embedded);
  }

  /// What is known of a place.
  ///
  /// @param dimension of its vectors; 0 while there are none
  public record State(Coverage coverage, int dimension) {}

  /// Empty for a place that is not searched by meaning.
  public Optional<State> state(RecallScope scope) {
    return settings
        .get()
        .filter(set -> set.scopes().contains(scope))
        .map(_ ->
            new State(
                place(scope).coverage(),
                place(scope).space().map(VectorSpace::dimension).orElse(0)));
  }

  /// Why only words are looked for at present.
  public Optional<String> fault() {
    return settings.get().flatMap(asking::fault);
  }

  /// Throws the vectors of a place away and has them made anew.
  public void rebuild(RecallScope scope) {
    place(scope).clear();
    asking.forgive();
    fill();
  }

  @Override
  public void close() {
    asking.close();
    queue.close();
  }
}
