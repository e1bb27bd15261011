package alpi.alp.peer;

/// Lets a number of calls through at once and then as many a minute, in exact integer arithmetic.
/// Starts full.
final class TokenBucket {
  private static final long MINUTE = 60_000_000_000L;

  private final int perMinute;

  /// Tokens in parts of which one token has [#MINUTE].
  private long level;

  private long at;

  TokenBucket(int perMinute, long nowNanos) {
    this.perMinute = perMinute;
    this.level = perMinute * MINUTE;
    this.at = nowNanos;
  }

  int perMinute() {
    return perMinute;
  }

  boolean take(long nowNanos) {
    long passed = Math.clamp(nowNanos - at, 0L, MINUTE);
    at = nowNanos;
    level = Math.min(perMinute * MINUTE, level + passed * perMinute);
    if (level < MINUTE) {
      return false;
    }
    level -= MINUTE;
    return true;
  }
}
