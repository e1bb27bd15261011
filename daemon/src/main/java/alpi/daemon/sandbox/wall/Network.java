package alpi.daemon.sandbox.wall;

import java.nio.file.Path;
import java.util.Optional;

/// What a command behind the wall reaches of the network.
public sealed interface Network {
  /// A loopback device of its own and nothing else.
  Network NONE = new None();

  /// Nothing.
  record None() implements Network {}

  /// Whatever the proxy that listens on a Unix socket lets through; programs find it under an
  /// ordinary loopback port.
  ///
  /// @param socket absolute, speaks HTTP proxy; the only Unix socket that is shown
  /// @param login `user:password` that the proxy wants to hear
  record Through(Path socket, Optional<String> login) implements Network {
    public Through(Path socket) {
      this(socket, Optional.empty());
    }

    public Through {
      if (!socket.isAbsolute()) {
        throw new IllegalArgumentException("a socket is named by its absolute path");
      }
    }
  }
}
