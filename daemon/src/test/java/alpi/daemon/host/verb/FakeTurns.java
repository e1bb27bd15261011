package alpi.daemon.host.verb;

import alpi.daemon.agent.TurnEvent;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.agent.TurnRequest;
import alpi.daemon.agent.Turns;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;

/// Turns that say what a test wrote down, and note what they were asked.
final class FakeTurns implements Turns {
  static final JobId TURN = new JobId("j0123456789abcdefg");

  final List<TurnRequest> requests = new ArrayList<>();
  final List<TurnEvent> events = new ArrayList<>();
  final List<Optional<Position>> positions = new ArrayList<>();
  final List<String> asked = new ArrayList<>();
  final CountDownLatch interrupted = new CountDownLatch(1);
  final CountDownLatch endless = new CountDownLatch(1);
  volatile boolean waits;
  private Optional<TurnResult> result = Optional.empty();

  void ends(TurnResult with) {
    result = Optional.of(with);
  }

  @Override
  public JobId submit(TurnRequest request, Actor actor) {
    requests.add(request);
    asked.add("submit by " + actor);
    return TURN;
  }

  @Override
  public TurnResult watch(JobId turn, Optional<Position> position, BiConsumer<Long, TurnEvent> sink)
      throws InterruptedException {
    positions.add(position);
    long seq = 10;
    for (TurnEvent event : events) {
      sink.accept(seq++, event);
    }
    if (waits) {
      try {
        endless.await();
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
    }
    return result.orElseThrow();
  }

  @Override
  public void requeue(JobId turn, Map<String, String> environment, boolean attended, Actor actor) {
    asked.add("requeue " + environment.keySet() + " " + attended);
  }

  @Override
  public boolean cancel(JobId turn, Actor actor) {
    asked.add("cancel " + turn);
    return true;
  }

  @Override
  public boolean steer(JobId turn, String text, Actor actor) {
    asked.add("steer " + text);
    return true;
  }
}
