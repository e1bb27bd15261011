package alpi.daemon.egress;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What another thread can cut: whatever an exchange waits on at the moment. The first reason
/// stands.
final class Lifeline {
  private static final Logger LOG = LoggerFactory.getLogger(Lifeline.class);

  private final AtomicReference<Optional<Fault>> cut = new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<Closeable>> held = new AtomicReference<>(Optional.empty());

  /// Makes `resource` what [#cut] closes.
  void hold(Closeable resource) throws EgressException {
    held.set(Optional.of(resource));
    Optional<Fault> reason = cut.get();
    if (reason.isPresent()) {
      close(resource);
      throw failure(reason.get());
    }
  }

  void release() {
    held.set(Optional.empty());
  }

  void cut(Fault reason) {
    if (cut.compareAndSet(Optional.empty(), Optional.of(reason))) {
      held.get().ifPresent(Lifeline::close);
    }
  }

  Optional<Fault> reason() {
    return cut.get();
  }

  static EgressException failure(Fault reason) {
    return new EgressException(
        reason,
        reason == Fault.CANCELLED
            ? "The exchange was stopped."
            : "The exchange took longer than it may in total.");
  }

  private static void close(Closeable resource) {
    try {
      resource.close();
    } catch (IOException e) {
      LOG.debug("event=close_failed reason={}", e.toString());
    }
  }
}
