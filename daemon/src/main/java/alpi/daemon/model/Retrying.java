package alpi.daemon.model;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A model whose passing troubles are waited out: a call that failed before anything was shown is
/// made again, with growing and jittered delays, a few times and within a stated time.
final class Retrying implements Model {
  private final String name;
  private final int window;
  private final boolean seesImages;
  private final boolean local;
  private final Attempt attempt;
  private final RetryPolicy policy;
  private final Time time;
  private final RandomGenerator random;
  private final Pause pause;

  Retrying(Facts facts, Attempt attempt, RetryPolicy policy, Clockwork clockwork) {
    this.name = facts.name();
    this.window = facts.window();
    this.seesImages = facts.seesImages();
    this.local = facts.local();
    this.attempt = attempt;
    this.policy = policy;
    this.time = clockwork.time();
    this.random = clockwork.random();
    this.pause = clockwork.pause();
  }

  /// What is known about a model without asking it.
  ///
  /// @param local whether its server runs on this machine
  record Facts(String name, int window, boolean seesImages, boolean local) {}

  @Override
  public String name() {
    return name;
  }

  @Override
  public int window() {
    return window;
  }

  @Override
  public boolean seesImages() {
    return seesImages;
  }

  @Override
  public List<Candidate> candidates() {
    return List.of(new Candidate(name, local));
  }

  @Override
  public void stream(ModelRequest request, Cancel cancel, Consumer<ModelEvent> sink)
      throws InterruptedException {
    long started = time.nanos();
    for (int call = 1; ; call++) {
      cancel.check();
      var shown = new AtomicBoolean();
      try {
        attempt.once(request, cancel, noting(shown, sink));
        return;
      } catch (AttemptFailed failure) {
        Optional<Duration> delay = delay(failure, call, started);
        if (shown.get() || delay.isEmpty()) {
          throw failure.problem();
        }
        String reason = failure.problem().sentence();
        sink.accept(new ModelEvent.Retrying(call, delay.get(), reason));
        pause.pause(delay.get(), cancel);
      }
    }
  }

  /// Reasoning alone does not count as shown: it may be said again.
  private static Consumer<ModelEvent> noting(AtomicBoolean shown, Consumer<ModelEvent> sink) {
    return event -> {
      if (event instanceof ModelEvent.Text || event instanceof ModelEvent.Called) {
        shown.set(true);
      }
      sink.accept(event);
    };
  }

  /// How long to wait before the next call; empty when there is none.
  private Optional<Duration> delay(AttemptFailed failure, int call, long started) {
    if (!failure.again() || call >= policy.maxCalls()) {
      return Optional.empty();
    }
    Optional<Duration> advised = failure.advised();
    if (advised.isPresent()) {
      return advised.filter(wait -> wait.compareTo(policy.maxAdvised()) <= 0);
    }
    long full = policy.firstDelay().toNanos() << (call - 1);
    long delay = full / 2 + (long) (random.nextDouble() * full / 2);
    long spent = time.nanos() - started;
    return spent + delay <= policy.patience().toNanos()
        ? Optional.of(Duration.ofNanos(delay))
        : Optional.empty();
  }
}
