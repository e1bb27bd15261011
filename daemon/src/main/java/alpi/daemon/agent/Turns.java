package alpi.daemon.agent;

import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// The turns of one profile: submit, watch, stop, steer.
public interface Turns {
  /// Makes a turn of the request; the same key gives the same turn.
  ///
  /// @throws alpi.alp.rpc.Problem `busy` when the conversation already has a live turn
  JobId submit(TurnRequest request, Actor actor);

  /// Follows a turn on the caller's thread until it is over or the thread is interrupted, handing
  /// on each event with its position in the turn's stream, which only grows.
  ///
  /// @param position where the watcher left off; absent from the start
  TurnResult watch(JobId turn, Optional<Position> position, BiConsumer<Long, TurnEvent> sink)
      throws InterruptedException;

  /// Takes up a lost or interrupted turn again.
  ///
  /// @param environment the model variables of whoever takes it up
  /// @param attended whether they can answer questions
  void requeue(JobId turn, Map<String, String> environment, boolean attended, Actor actor);

  /// Asks a turn to stop.
  ///
  /// @return whether it was still live
  boolean cancel(JobId turn, Actor actor);

  /// Adds the owner's words to a running turn, shown to the model before its next step.
  ///
  /// @return whether the turn was still running
  boolean steer(JobId turn, String text, Actor actor);

  /// Where a watcher left off. Within one daemon the position is exact; one that an earlier daemon
  /// gave out is continued by the text that was seen.
  ///
  /// @param seq position of the last event seen
  /// @param step last step of which text was seen, 0 for none
  /// @param offset characters of that step's text seen
  record Position(long seq, int step, int offset) {}
}
