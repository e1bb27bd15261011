package alpi.browser;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// How an engine is to be started.
///
/// @param executable the browser's own binary, never a wrapper script
/// @param home an empty directory for everything it writes; deleted when it ends
/// @param proxy the only way to the network, loopback included
/// @param sandbox whether pages run inside the operating system's sandbox
/// @param lean fewer processes for less memory, at the price of a weaker sandbox
/// @param custody of the processes
public record LaunchSpec(
    Path executable,
    Path home,
    Optional<ProxyAddress> proxy,
    boolean sandbox,
    boolean lean,
    Custody custody) {
  /// What an engine can do that was started so.
  ///
  /// @param lacks what it never can
  public Set<Capability> allBut(Set<Capability> lacks) {
    return Arrays.stream(Capability.values())
        .filter(each -> !lacks.contains(each))
        .filter(each -> sandbox || each != Capability.OS_SANDBOX)
        .collect(Collectors.toUnmodifiableSet());
  }
}
