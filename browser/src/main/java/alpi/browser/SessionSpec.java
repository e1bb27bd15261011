package alpi.browser;

import java.nio.file.Path;
import java.util.Optional;

/// How a browser session begins: alone, with cookies of its own.
///
/// @param downloads a directory for what pages hand out; each session has its own
/// @param maxDownloadBytes a download past this is ended
/// @param proxy the session's own way to the network; empty for that of the engine
public record SessionSpec(
    int width,
    int height,
    StorageState state,
    DialogPolicy dialogs,
    Path downloads,
    long maxDownloadBytes,
    Optional<ProxyAddress> proxy) {
  public static final int MIN_SIDE = 200;
  public static final int MAX_SIDE = 4096;

  public SessionSpec {
    if (Math.min(width, height) < MIN_SIDE || Math.max(width, height) > MAX_SIDE) {
      throw new IllegalArgumentException("a window has sides of 200 to 4096 pixels");
    }
  }

  public static SessionSpec of(Path downloads) {
    return new SessionSpec(
        1280,
        800,
        StorageState.NONE,
        DialogPolicy.DISMISS,
        downloads,
        256L << 20,
        Optional.empty());
  }

  public SessionSpec with(StorageState other) {
    return new SessionSpec(width, height, other, dialogs, downloads, maxDownloadBytes, proxy);
  }

  public SessionSpec with(DialogPolicy other) {
    return new SessionSpec(width, height, state, other, downloads, maxDownloadBytes, proxy);
  }

  public SessionSpec upTo(long downloadBytes) {
    return new SessionSpec(width, height, state, dialogs, downloads, downloadBytes, proxy);
  }

  public SessionSpec through(ProxyAddress way) {
    return new SessionSpec(
        width, height, state, dialogs, downloads, maxDownloadBytes, Optional.of(way));
  }
}
