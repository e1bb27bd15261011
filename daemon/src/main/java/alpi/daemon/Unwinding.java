package alpi.daemon;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What was begun and has to be ended, the last first. Every ending is tried, whatever the ones
/// before it threw: a socket that cannot be removed must not keep a journal open.
///
/// For one thread at a time.
final class Unwinding implements AutoCloseable {
  private final Deque<Runnable> endings = new ArrayDeque<>();

  /// Has something that was opened closed at the end.
  <T> T keep(T opened, Consumer<? super T> closing) {
    add(() -> closing.accept(opened));
    return opened;
  }

  void add(Runnable ending) {
    endings.push(ending);
  }

  /// @throws RuntimeException the first failure, with the later ones suppressed in it
  @Override
  public void close() {
    @Nullable RuntimeException first = null;
    while (!endings.isEmpty()) {
      try {
        endings.pop().run();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
