package alpi.daemon.tool.file;

import alpi.daemon.base.Time;

/// Text that stops whoever reads it when the time is up: some expressions take longer than the age
/// of the world on some lines, and the engine that matches them looks at characters and nothing
/// else.
final class TimedText implements CharSequence {
  private static final int LOOK_AT_CLOCK_EVERY = 1 << 12;

  private final CharSequence text;
  private final long end;
  private final Time time;
  private int reads;

  TimedText(CharSequence text, long end, Time time) {
    this.text = text;
    this.end = end;
    this.time = time;
  }

  /// The time is up.
  static final class OutOfTime extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfTime() {
      super("out of time", null, false, false);
    }
  }

  @Override
  public char charAt(int index) {
    if (++reads % LOOK_AT_CLOCK_EVERY == 0 && time.nanos() > end) {
      throw new OutOfTime();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int until) {
    return text.subSequence(start, until);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
