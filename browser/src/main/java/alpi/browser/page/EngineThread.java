package alpi.browser.page;

import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.Outcome;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The one thread that touches an engine, and the watch over it. Whoever asks waits outside; an
/// engine that does not answer by the deadline and a short grace is killed from out there, so no
/// call hangs, whatever a page or a browser does.
public final class EngineThread implements AutoCloseable {
  /// Calls that may wait; more are refused.
  public static final int MAX_WAITING = 64;

  /// An engine that keeps its own deadlines needs no more beyond them.
  public static final Duration GRACE = Duration.ofSeconds(2);

  private static final Duration AFTER_KILL = Duration.ofSeconds(5);

  private record Task(Runnable work) {}

  private final BlockingQueue<Task> tasks = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicReference<@Nullable Engine> engine = new AtomicReference<>();
  private final Duration grace;
  private final Thread thread;
  private volatile boolean closed;

  public EngineThread(String name) {
    this(name, GRACE);
  }

  /// @param grace what an engine is given beyond a deadline before it is ended
  public EngineThread(String name, Duration grace) {
    this.grace = grace;
    this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::work);
  }

  public void start() {
    thread.start();
  }

  /// Starts the engine on its thread. Until then nothing can be killed from outside.
  public Outcome<Engine> start(Outcome.Work<Engine> launch, Deadline deadline) {
    return run(
        "starting",
        deadline,
        () -> {
          Engine started = launch.run();
          engine.set(started);
          return started;
        });
  }

  /// Does a piece of work on the engine's thread and waits for what comes of it.
  public <T> Outcome<T> run(String doing, Deadline deadline, Outcome.Work<T> work) {
    var result = new CompletableFuture<Outcome<T>>();
    Supplier<Outcome<T>> guarded = () -> guarded(work);
    if (closed || !tasks.offer(new Task(() -> result.complete(guarded.get())))) {
      return new Outcome.Failed<>(
          new Fault.EngineGone(closed ? "it was closed" : "too many calls wait for it"));
    }
    try {
      return result.get(deadline.left().plus(grace).toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return late(doing, result);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed<>(new Fault.TimedOut(doing + ", which was called off"));
    } catch (ExecutionException e) {
      throw new IllegalStateException("outcomes are values", e);
    }
  }

  private <T> Outcome<T> late(String doing, CompletableFuture<Outcome<T>> result) {
    Engine running = engine.get();
    if (running != null) {
      running.kill();
    }
    try {
      // Let the engine's thread find out, so that it is free again.
      result.get(AFTER_KILL.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      closed = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Outcome.Failed<>(new Fault.EngineGone("it did not answer in time while " + doing));
  }

  private static <T> Outcome<T> guarded(Outcome.Work<T> work) {
    try {
      return new Outcome.Done<>(work.run());
    } catch (EngineFault e) {
      return new Outcome.Failed<>(e.fault());
    } catch (RuntimeException e) {
      return new Outcome.Failed<>(new Fault.EngineGone("it failed: " + e));
    }
  }

  private void work() {
    while (!closed || !tasks.isEmpty()) {
      try {
        Task task = tasks.poll(1, TimeUnit.SECONDS);
        if (task != null) {
          task.work().run();
        }
      } catch (InterruptedException e) {
        closed = true;
      }
    }
  }

  /// Ends the engine and its thread.
  @Override
  public void close() {
    Engine running = engine.get();
    if (running != null && !closed) {
      run(
          "closing",
          Deadline.in(AFTER_KILL),
          () -> {
            running.close();
            return true;
          });
    }
    closed = true;
    if (running != null) {
      running.kill();
    }
    thread.interrupt();
  }
}
