package alpi.daemon.tool.meaning;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Cut;
import alpi.daemon.base.Time;
import alpi.daemon.base.Vector;
import alpi.daemon.egress.Errand;
import alpi.daemon.model.Embedder;
import alpi.daemon.session.WordBreaks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks the endpoint within all bounds, and lets it rest after a failure.
final class Asking {
  /// Says nothing, and is no text that an endpoint could decline.
  private static final String PROBE = "hello";

  private final Embedder embedder;
  private final MeaningLimits limits;
  private final Time time;
  private final HourlyBound bound;
  private final Cancel closing = new Cancel();

  private volatile @Nullable Fault fault;

  Asking(Embedder embedder, MeaningLimits limits, Time time) {
    this.embedder = embedder;
    this.limits = limits;
    this.time = time;
    this.bound = new HourlyBound(time);
  }

  /// @param space whose it was
  /// @param until when it is asked again
  private record Fault(String space, String sentence, long until) {}

  /// Why it is not asked now.
  Optional<String> fault(MeaningSettings set) {
    return Optional.ofNullable(fault)
        .filter(last -> last.space().equals(set.endpoint().space()))
        .filter(last -> time.nanos() - last.until() < 0)
        .map(Fault::sentence);
  }

  void failed(MeaningSettings set, Problem why) {
    fault =
        new Fault(set.endpoint().space(), why.sentence(), time.nanos() + limits.rest().toNanos());
  }

  void forgive() {
    fault = null;
  }

  void close() {
    closing.fire();
  }

  /// The vector of a question.
  Vector question(MeaningSettings set, String text, Optional<Errand> errand) {
    return switch (ask(set, List.of(text), errand, limits.question())) {
      case Embedder.Answer.Vectors it -> it.all().getFirst();
      case Embedder.Answer.Declined it -> throw it.why();
    };
  }

  /// The vectors of some texts; empty for one that the endpoint declines while it takes others.
  List<Optional<Vector>> texts(MeaningSettings set, List<String> texts) {
    return switch (ask(set, texts, Optional.empty(), limits.request())) {
      case Embedder.Answer.Vectors it -> it.all().stream().map(Optional::of).toList();
      case Embedder.Answer.Declined it -> {
        probe(set, it.why());
        yield texts.size() == 1
            ? List.of(Optional.empty())
            : texts.stream().map(text -> texts(set, List.of(text)).getFirst()).toList();
      }
    };
  }

  /// Tells a text that is declined from an endpoint that declines everything.
  private void probe(MeaningSettings set, Problem why) {
    if (ask(set, List.of(PROBE), Optional.empty(), limits.request())
        instanceof Embedder.Answer.Declined) {
      throw why;
    }
  }

  private Embedder.Answer ask(
      MeaningSettings set, List<String> texts, Optional<Errand> errand, Duration patience) {
    List<String> sent = texts.stream().map(this::sent).toList();
    long bytes =
        sent.stream().mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length).sum();
    if (!bound.take(bytes, set.hourlyBytes())) {
      throw Problem.of(
          ErrorCode.RATE_LIMITED, "As much text as recall.embeddings.hourly allows was sent.");
    }
    return embedder.embed(set.endpoint(), sent, errand, patience, closing);
  }

  /// A text as it is sent: no halves of characters, not too long.
  private String sent(String text) {
    String head = Cut.head(WordBreaks.unmark(text), limits.textChars());
    return new String(head.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
