package alpi.cli.chat;

import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;

/// Shows a turn while it runs and how it ended.
public interface Watcher {
  /// One event of the stream.
  void event(long seq, JsonObject event);

  /// The final result of a turn that became one, whatever its state; returns the exit status.
  int finished(JsonObject result);

  /// A request that never became a turn, or a connection that broke.
  void refused(Refusal refusal);
}
