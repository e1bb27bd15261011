package alpi.daemon.model;

import java.time.Duration;

/// One step of a model's answer, in the order it happens. A stream ends with exactly one
/// [Finished]; a failure is thrown instead.
public sealed interface ModelEvent {
  record Text(String text) implements ModelEvent {}

  record Reasoning(String text) implements ModelEvent {}

  /// A tool call, complete.
  record Called(ModelMessage.ToolCall call) implements ModelEvent {}

  /// The call failed before anything was shown and is made again after `delay`.
  record Retrying(int attempt, Duration delay, String reason) implements ModelEvent {}

  /// The model in use failed before anything was shown; `model` is asked instead.
  record FellBack(String model, String reason) implements ModelEvent {}

  /// @param stop why the model stopped
  /// @param message the whole answer, ready for the next request
  record Finished(Stop stop, ModelMessage.Assistant message, Usage usage, String model)
      implements ModelEvent {}

  enum Stop {
    END,
    TOOLS,
    LENGTH,
    REFUSED
  }

  /// Tokens of one call.
  ///
  /// @param cached part of `input` that the vendor read from its cache
  /// @param estimated whether the vendor did not say and we counted bytes / 4
  record Usage(long input, long output, long cached, boolean estimated) {
    public static final Usage NONE = new Usage(0, 0, 0, false);

    public Usage plus(Usage more) {
      return new Usage(
          input + more.input,
          output + more.output,
          cached + more.cached,
          estimated || more.estimated);
    }
  }
}
