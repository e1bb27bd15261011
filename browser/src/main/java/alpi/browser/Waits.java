package alpi.browser;

import java.time.Duration;

/// How long pages are waited for, the same for every engine.
public final class Waits {
  /// After a page can be read, for it to finish loading.
  public static final Duration LOAD = Duration.ofSeconds(5);

  /// After a navigation turned out to be a download, for it to begin.
  public static final Duration DOWNLOAD_BEGINS = Duration.ofSeconds(3);

  /// For everything that an act set off to come to rest.
  public static final Duration SETTLE = Duration.ofSeconds(6);

  /// Without a change a page counts as at rest.
  public static final int STILL_MILLIS = 80;

  /// A page that never rests is not waited for longer.
  public static final int RESTLESS_MILLIS = 700;

  private Waits() {}
}
