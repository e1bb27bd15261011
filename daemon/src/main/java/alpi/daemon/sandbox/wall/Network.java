package alpi.daemon.sandbox.wall;

import java.nio.file.Path;

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
  record Through(Path socket) implements Network {
    public Through {
      if (!socket.isAbsolute()) {
        throw new IllegalArgumentException("a socket is named by its absolute path");
      }
    }
  }
}
