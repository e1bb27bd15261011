package alpi.daemon.base;

import java.nio.file.Path;

/// Every path the daemon owns on this machine. The default profile lives in the root itself.
///
/// @param root absolute, normalised; `ALPI_HOME` or `~/.alpi`
public record Home(Path root) {
  public Home {
    root = root.toAbsolutePath().normalize();
  }

  public ProfileHome profile(ProfileName name) {
    return new ProfileHome(name, name.isDefault() ? root : profiles().resolve(name.value()));
  }

  public Path profiles() {
    return root.resolve("profiles");
  }

  /// Holds the socket: mode 0700 before anything is bound inside it.
  public Path host() {
    return root.resolve("host");
  }

  public Path socket() {
    return host().resolve("host.sock");
  }

  /// Where a client puts bytes too large for a message; each file is adopted or swept.
  public Path staged() {
    return host().resolve("staged");
  }

  /// Locked by the running daemon for as long as it lives.
  public Path lock() {
    return root.resolve("service.lock");
  }

  public Path pid() {
    return root.resolve("service.pid");
  }

  public Path logs() {
    return root.resolve("logs");
  }

  public Path trash() {
    return root.resolve(".trash");
  }
}
