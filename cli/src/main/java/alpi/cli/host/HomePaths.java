package alpi.cli.host;

import alpi.cli.term.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The places of the home directory that a client touches. The daemon owns all others.
///
/// @param root absolute; `ALPI_HOME` or `~/.alpi`
public record HomePaths(Path root) {
  /// Longest path of a Unix socket in bytes, the terminating zero not counted (Linux 108, macOS
  /// 104).
  public static final int MAX_SOCKET_BYTES = 103;

  public static HomePaths fromEnvironment() {
    String home = System.getenv("ALPI_HOME");
    if (home == null || home.isEmpty()) {
      return new HomePaths(Path.of(System.getProperty("user.home"), ".alpi"));
    }
    return new HomePaths(Path.of(home).toAbsolutePath().normalize());
  }

  /// Where the daemon listens.
  ///
  /// @throws Refusal when the system allows no socket at so long a path
  public Path socket() {
    Path socket = root.resolve("host").resolve("host.sock");
    int bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_SOCKET_BYTES) {
      throw new Refusal(
          Refusal.USAGE,
          "invalid_params",
          "The home directory's path is too long for a Unix socket: "
              + bytes
              + " bytes, at most "
              + MAX_SOCKET_BYTES
              + ".",
          "Set ALPI_HOME to a shorter path.");
    }
    return socket;
  }

  public Path logs() {
    return root.resolve("logs");
  }

  /// Names the process of the daemon that has the home.
  public Path daemonPid() {
    return root.resolve("service.pid");
  }

  /// What the daemon's process prints itself, before and beside its log.
  public Path daemonOutput() {
    return logs().resolve("daemon.out");
  }

  /// Where a client puts bytes too large for a message.
  public Path staged() {
    return root.resolve("host").resolve("staged");
  }

  public Path history() {
    return root.resolve("history");
  }

  /// Makes `dir` and its missing parents, each 0700.
  ///
  /// @throws Refusal when the directory cannot be made or written
  public static Path privateDirectory(Path dir) {
    try {
      Files.createDirectories(
          dir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException _) {
      throw Refusal.local(
          "The directory " + dir + " cannot be made.",
          "Mend its permissions, or set ALPI_HOME to a directory that you can write.");
    }
    if (!Files.isWritable(dir)) {
      throw Refusal.local(
          "The directory " + dir + " cannot be written.",
          "Mend its permissions, or set ALPI_HOME to a directory that you can write.");
    }
    return dir;
  }

  /// Makes `file`, 0600, where there is none.
  ///
  /// @throws IOException when it cannot be made
  static Path privateFile(Path file) throws IOException {
    try {
      return Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException _) {
      return file;
    }
  }
}
