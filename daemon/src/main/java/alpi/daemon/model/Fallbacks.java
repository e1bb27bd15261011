package alpi.daemon.model;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// A list of models of which the next one is asked when the one before failed without having shown
/// anything.
final class Fallbacks implements Model {
  private final List<Model> models;

  /// @param models the preferred one first; at least one
  Fallbacks(List<Model> models) {
    this.models = List.copyOf(models);
  }

  @Override
  public String name() {
    return models.getFirst().name();
  }

  /// The smallest of all: what fits the first must fit the next.
  @Override
  public int window() {
    return models.stream().mapToInt(Model::window).min().orElse(0);
  }

  @Override
  public boolean seesImages() {
    return models.getFirst().seesImages();
  }

  @Override
  public List<Candidate> candidates() {
    return models.stream().flatMap(each -> each.candidates().stream()).toList();
  }

  @Override
  public void stream(ModelRequest request, Cancel cancel, Consumer<ModelEvent> sink)
      throws InterruptedException {
    for (int i = 0; ; i++) {
      var shown = new AtomicBoolean();
      try {
        models.get(i).stream(request, cancel, noting(shown, sink));
        return;
      } catch (Problem problem) {
        boolean stopped = problem.code() == ErrorCode.CANCELLED;
        if (stopped || shown.get() || i + 1 == models.size()) {
          throw problem;
        }
        sink.accept(new ModelEvent.FellBack(models.get(i + 1).name(), problem.sentence()));
      }
    }
  }

  private static Consumer<ModelEvent> noting(AtomicBoolean shown, Consumer<ModelEvent> sink) {
    return event -> {
      if (event instanceof ModelEvent.Text || event instanceof ModelEvent.Called) {
        shown.set(true);
      }
      sink.accept(event);
    };
  }
}
