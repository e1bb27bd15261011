package alpi.daemon.host;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Home;
import alpi.daemon.base.PrivateFiles;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The place of the socket. Whoever may enter its directory owns the daemon, so the directory is
/// made private before anything is bound, and looked at again afterwards.
final class SocketFile {
  /// Longest path of a socket, in bytes, that every supported system takes.
  static final int MAX_PATH_BYTES = 107;

  private static final int TYPE_MASK = 0170000;
  private static final int SOCKET_TYPE = 0140000;

  private final Path socket;
  private final Path dir;

  SocketFile(Home home) {
    socket = home.socket();
    dir = home.host();
  }

  UnixDomainSocketAddress address() {
    return UnixDomainSocketAddress.of(socket);
  }

  /// Makes the directory and removes a socket that nobody answers.
  ///
  /// @throws Problem `conflict` when a daemon answers, `storage` when the place cannot be trusted
  void prepare() {
    int bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_PATH_BYTES) {
      throw Problem.of(
          ErrorCode.STORAGE,
          "The path of the socket is " + bytes + " bytes long; at most 107 are possible: " + socket,
          "Set ALPI_HOME to a shorter path.");
    }
    if (Files.isSymbolicLink(dir)) {
      throw untrusted(dir + " is a symbolic link.");
    }
    PrivateFiles.directory(dir);
    if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      removeStale();
    }
  }

  private void removeStale() {
    try {
      int mode = (Integer) Files.getAttribute(socket, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      if ((mode & TYPE_MASK) != SOCKET_TYPE) {
        throw untrusted(socket + " is not a socket.");
      }
      if (answers()) {
        throw Problem.of(
            ErrorCode.CONFLICT,
            "Another daemon answers at " + socket + ".",
            "Use it, or stop it first: `alpi daemon stop`.");
      }
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      throw untrusted(socket + " cannot be examined.").because(e);
    }
  }

  private boolean answers() throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(address());
      return true;
    } catch (SocketException _) {
      return false;
    }
  }

  /// Checks after binding that nobody else can reach the socket.
  void verify() {
    try {
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      boolean shut =
          Files.getPosixFilePermissions(dir, LinkOption.NOFOLLOW_LINKS)
              .equals(PosixFilePermissions.fromString("rwx------"));
      boolean ours =
          Files.getOwner(dir, LinkOption.NOFOLLOW_LINKS)
              .equals(Files.getOwner(socket, LinkOption.NOFOLLOW_LINKS));
      if (!shut || !ours) {
        throw untrusted(dir + " can be entered by others.");
      }
    } catch (IOException e) {
      throw untrusted(socket + " cannot be examined.").because(e);
    }
  }

  void remove() throws IOException {
    Files.deleteIfExists(socket);
  }

  private static Problem untrusted(String what) {
    return Problem.of(
        ErrorCode.STORAGE,
        what + " The daemon does not listen there.",
        "Remove it and start the daemon again.");
  }
}
