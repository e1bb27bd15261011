package alpi.daemon.model;

import alpi.daemon.base.Cancel;
import java.util.function.Consumer;

/// One call of a model, made once.
interface Attempt {
  void once(ModelRequest request, Cancel cancel, Consumer<ModelEvent> sink)
      throws AttemptFailed, InterruptedException;
}
