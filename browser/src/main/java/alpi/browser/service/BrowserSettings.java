package alpi.browser.service;

import alpi.browser.ProxyAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How a profile's browser is set up.
///
/// @param executable empty for the one that is found on the machine
/// @param node empty for the one that is found on the machine
/// @param folder of the profile, for all that the browser keeps
/// @param driver the folder of Playwright's driver, one for the machine
/// @param proxy the only way to the network; there is no browser without one
/// @param keeps whether what sites stored outlives the session, for the next one to begin with
/// @param idle after this long without a call the browser ends
public record BrowserSettings(
    EngineKind engine,
    Optional<Path> executable,
    Optional<Path> node,
    Path folder,
    Path driver,
    ProxyAddress proxy,
    boolean sandbox,
    boolean lean,
    Duration idle,
    long maxDownloadBytes,
    boolean keeps) {
  /// Unless set otherwise.
  public static final Duration IDLE = Duration.ofMinutes(10);

  /// Unless set otherwise.
  public static final long MAX_DOWNLOAD_BYTES = 256L << 20;

  public BrowserSettings {
    if (proxy.address().isUnresolved() || !proxy.address().getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("the proxy of a browser is on this machine");
    }
  }
}
