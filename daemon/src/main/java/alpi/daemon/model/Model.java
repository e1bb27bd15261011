package alpi.daemon.model;

import alpi.daemon.base.Cancel;
import java.util.List;
import java.util.function.Consumer;

/// A language model: a request in, a stream of events out.
public interface Model {
  /// The full name, `provider/model`.
  String name();

  /// Tokens that prompt and answer may take together; a guess when the provider does not say.
  int window();

  boolean seesImages();

  /// All that may come to answer a call, the preferred one first.
  List<Candidate> candidates();

  /// Asks the model, on the caller's thread, handing each event to `sink` as it arrives. Returns
  /// after the [ModelEvent.Finished].
  ///
  /// @throws alpi.alp.rpc.Problem with `model_auth`, `model_unreachable`, `model_refused`,
  ///   `model_broken`, `rate_limited`, `deadline` or `cancelled`, within the times of the
  ///   configuration
  void stream(ModelRequest request, Cancel cancel, Consumer<ModelEvent> sink)
      throws InterruptedException;
}
