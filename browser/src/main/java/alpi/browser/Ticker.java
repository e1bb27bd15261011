package alpi.browser;

/// A clock that only goes forward, in nanoseconds from anywhere. Given to whatever waits, so that
/// tests can turn it.
@FunctionalInterface
public interface Ticker {
  /// The machine's own.
  Ticker SYSTEM = System::nanoTime;

  long nanos();
}
