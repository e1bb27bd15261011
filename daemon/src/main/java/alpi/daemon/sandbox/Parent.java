package alpi.daemon.sandbox;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/// The one thread that starts programs. For Linux the parent of a process is the thread that
/// started it, and a program that asked to die with its parent (as bubblewrap does) would die when
/// a pooled thread is let go; this one lives as long as the process.
final class Parent {
  private static final int WAITING = 64;

  private final BlockingQueue<Birth> births = new ArrayBlockingQueue<>(WAITING);

  /// Guards the start of the thread.
  private final ReentrantLock lock = new ReentrantLock();

  private boolean started;

  private record Birth(ProcessBuilder builder, CompletableFuture<Process> process) {}

  Process start(ProcessBuilder builder) throws IOException {
    ready();
    var birth = new Birth(builder, new CompletableFuture<>());
    boolean interrupted = false;
    try {
      while (true) {
        try {
          births.put(birth);
          return birth.process().join();
        } catch (InterruptedException e) {
          // What was asked for is started; whoever waits for it sees the flag.
          interrupted = true;
        }
      }
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new IOException("a program could not be started", cause);
      }
      throw e;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void ready() {
    lock.lock();
    try {
      if (!started) {
        started = true;
        Thread.ofPlatform().daemon().name("sandbox-parent").start(this::serve);
      }
    } finally {
      lock.unlock();
    }
  }

  private void serve() {
    while (true) {
      next().ifPresent(Parent::begin);
    }
  }

  /// Nothing when somebody interrupts: nobody is meant to, it ends with the process.
  private Optional<Birth> next() {
    try {
      return Optional.of(births.take());
    } catch (InterruptedException e) {
      return Optional.empty();
    }
  }

  private static void begin(Birth birth) {
    try {
      birth.process().complete(birth.builder().start());
    } catch (IOException | RuntimeException e) {
      birth.process().completeExceptionally(e);
    }
  }
}
