package alpi.daemon.tool.browser;

import alpi.daemon.base.Cancel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/// Waits for a browser on behalf of somebody who may be stopped: the engine's own thread is never
/// interrupted, whoever waits for it is.
final class Waiting {
  private Waiting() {}

  static <T> T until(Supplier<T> work, Cancel cancel) throws InterruptedException {
    BlockingQueue<T> result = new ArrayBlockingQueue<>(1);
    Thread worker =
        Thread.ofVirtual()
            .name("browser-deed")
            .start(() -> {
              boolean _ = result.offer(work.get());
            });
    try (Cancel.Registration _ = cancel.onFire(worker::interrupt)) {
      return result.take();
    } catch (InterruptedException e) {
      worker.interrupt();
      throw e;
    }
  }
}
