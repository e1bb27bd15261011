package alpi.daemon.sandbox;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// A thread that carries bytes from a program to where they belong, until either end closes. It is
/// a thread of the system: reading a pipe would hold up the carrier of a virtual one.
final class Pump {
  private static final int BUFFER_BYTES = 64 << 10;

  private final Thread thread;
  private final AtomicReference<Optional<IOException>> failure;

  private Pump(Thread thread, AtomicReference<Optional<IOException>> failure) {
    this.thread = thread;
    this.failure = failure;
  }

  static Pump start(InputStream from, Sink to) {
    var failure = new AtomicReference<Optional<IOException>>(Optional.empty());
    Thread.Builder thread = Thread.ofPlatform().daemon().name("sandbox-pump");
    return new Pump(thread.start(() -> failure.set(carry(from, to))), failure);
  }

  /// @return why bytes were lost that somebody wanted
  private static Optional<IOException> carry(InputStream from, Sink to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (from;
        to) {
      int n = read(from, buffer);
      while (n >= 0) {
        to.write(buffer, n);
        n = read(from, buffer);
      }
      return Optional.empty();
    } catch (ReaderGone e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  /// A program that was ended closes its pipe under us: the end of its output.
  private static int read(InputStream from, byte[] buffer) {
    try {
      return from.read(buffer);
    } catch (IOException closed) {
      return -1;
    }
  }

  /// Whether it is through within `limit`.
  ///
  /// @throws Problem `storage` when what it carried could not be kept
  boolean join(Duration limit) throws InterruptedException {
    boolean through = thread.join(limit);
    Optional<IOException> lost = failure.get();
    if (through && lost.isPresent()) {
      throw Problem.of(ErrorCode.STORAGE, "The output of a command could not be written.")
          .because(lost.get());
    }
    return through;
  }

  /// The program that was to read has ended or closed its input. Nobody lost anything.
  static final class ReaderGone extends IOException {
    private static final long serialVersionUID = 1L;

    ReaderGone(IOException cause) {
      super(cause);
    }
  }
}
