package alpi.browser;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// How an engine is to be started.
///
/// @param executable the browser's own binary, never a wrapper script
/// @param home an empty directory for everything it writes; deleted when it ends
/// @param proxy the only way to the network, loopback included
/// @param sandbox whether pages run inside the operating system's sandbox
/// @param lean fewer processes for less memory, at the price of a weaker sandbox
/// @param marks variables that every process of it carries, by which others know whose it is
public record LaunchSpec(
    Path executable,
    Path home,
    Optional<ProxyAddress> proxy,
    boolean sandbox,
    boolean lean,
    Map<String, String> marks) {
  public LaunchSpec {
    marks = Map.copyOf(marks);
  }

  public LaunchSpec(
      Path executable, Path home, Optional<ProxyAddress> proxy, boolean sandbox, boolean lean) {
    this(executable, home, proxy, sandbox, lean, Map.of());
  }
}
