package alpi.daemon.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A program that a test starts under a umask: listens, and prints the modes it got.
final class UmaskProbe {
  private UmaskProbe() {}

  /// @param arguments the home
  public static void main(String[] arguments) throws Exception {
    try (var host = new HostFixture(Path.of(arguments[0]), HostLimits.DEFAULT)) {
      for (Path path : new Path[] {host.home.host(), host.home.socket()}) {
        System.out.println(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      }
    }
  }
}
