package alpi.browser.cdp;

import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.ProxyAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// One running Obscura, which serves one browser session.
interface ObscuraServer {
  /// A line to it; the only one there is.
  Transport connect(Deadline deadline) throws EngineFault;

  long pid();

  boolean alive();

  /// The last of what it complained about.
  List<String> complaints();

  /// Ends it at once. From any thread, more than once.
  void kill();

  /// Starts one.
  @FunctionalInterface
  interface Starter {
    /// @param home an empty folder of its own
    ObscuraServer start(Path home, Optional<ProxyAddress> proxy) throws EngineFault;
  }
}
