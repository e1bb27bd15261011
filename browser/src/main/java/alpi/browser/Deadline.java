package alpi.browser;

import java.time.Duration;

/// The moment by which a call has answered, one way or the other. Every call to an engine carries
/// one.
public final class Deadline {
  /// No call is given longer, whatever is asked for.
  public static final Duration LONGEST = Duration.ofMinutes(5);

  private final Ticker ticker;
  private final long atNanos;

  private Deadline(Ticker ticker, long atNanos) {
    this.ticker = ticker;
    this.atNanos = atNanos;
  }

  public static Deadline in(Duration length) {
    return in(length, Ticker.SYSTEM);
  }

  public static Deadline in(Duration length, Ticker ticker) {
    Duration bounded = length.compareTo(LONGEST) > 0 ? LONGEST : length;
    return new Deadline(ticker, ticker.nanos() + bounded.toNanos());
  }

  /// The earlier of this and a moment `length` from now.
  public Deadline within(Duration length) {
    Deadline sooner = in(length, ticker);
    return sooner.atNanos - atNanos < 0 ? sooner : this;
  }

  /// What is left; zero once it has passed.
  public Duration left() {
    return Duration.ofNanos(Math.max(0, atNanos - ticker.nanos()));
  }

  public long leftMillis() {
    return left().toMillis();
  }

  public boolean passed() {
    return left().isZero();
  }

  /// Fails when it has passed.
  ///
  /// @param doing what was being waited for, as in "loading the page"
  public void check(String doing) throws EngineFault {
    if (passed()) {
      throw new EngineFault(new Fault.TimedOut(doing));
    }
  }
}
