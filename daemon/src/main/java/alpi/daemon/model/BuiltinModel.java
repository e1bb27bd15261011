package alpi.daemon.model;

import alpi.daemon.base.Cancel;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The responder that answers when there is no language model: deterministic, offline, and honest
/// about both.
final class BuiltinModel implements Model {
  static final String NAME = "builtin/responder";

  private static final int WINDOW = 200_000;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int window() {
    return WINDOW;
  }

  @Override
  public boolean seesImages() {
    return false;
  }

  @Override
  public void stream(ModelRequest request, Cancel cancel, Consumer<ModelEvent> sink) {
    String text = "There is no language model here. Run `alpi setup` to configure one.";
    sink.accept(new ModelEvent.Text(text));
    sink.accept(
        new ModelEvent.Finished(
            ModelEvent.Stop.END,
            new ModelMessage.Assistant(text, List.of(), Optional.empty()),
            ModelEvent.Usage.NONE,
            NAME));
  }
}
