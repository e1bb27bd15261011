package alpi.daemon;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// Gives memory back when there is nothing to do. Left alone, the collector lets what a busy hour
/// threw away lie until the heap is full, which an idle daemon never makes it: the machine would
/// miss that memory for days.
final class IdleCollection implements AutoCloseable {
  /// How often it looks. Whoever pauses for less than this is not held up.
  static final Duration EVERY = Duration.ofMinutes(1);

  /// How much must have been taken since the last time, in bytes: a collection of the whole heap
  /// costs some fifty milliseconds of a processor.
  static final long WORTH = 16L << 20;

  private final IntSupplier running;
  private final LongSupplier used;
  private final Runnable collector;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("idle collection").unstarted(this::run);

  private long kept;

  /// @param running how many jobs run now
  /// @param used bytes of the heap that hold something, wanted or not
  IdleCollection(IntSupplier running, LongSupplier used, Runnable collector) {
    this.running = running;
    this.used = used;
    this.collector = collector;
  }

  /// The collector of this JVM.
  static IdleCollection of(IntSupplier running) {
    Runtime runtime = Runtime.getRuntime();
    return new IdleCollection(
        running, () -> runtime.totalMemory() - runtime.freeMemory(), runtime::gc);
  }

  void start() {
    thread.start();
  }

  /// Collects if nothing runs and it is worth it.
  void look() {
    if (running.getAsInt() == 0 && used.getAsLong() - kept >= WORTH) {
      collector.run();
      kept = used.getAsLong();
    }
  }

  private void run() {
    try {
      while (!over.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.countDown();
  }
}
