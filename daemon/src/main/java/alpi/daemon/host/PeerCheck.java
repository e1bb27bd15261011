package alpi.daemon.host;

import java.util.Optional;

/// What the operating system says about the process behind a socket.
public interface PeerCheck {
  /// Who connected.
  ///
  /// @param fd the accepted socket's file descriptor
  /// @return empty when the system does not say
  Optional<Peer> peer(int fd);

  /// Our own numeric user id.
  long ownUid();

  /// Whether a process was started by this daemon, or by something that was.
  ///
  /// @return true also when that cannot be determined, or another process has its number by now:
  ///   nobody may approve on a guess
  boolean descends(Peer peer);
}
