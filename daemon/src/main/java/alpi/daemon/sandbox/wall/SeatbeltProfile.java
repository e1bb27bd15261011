package alpi.daemon.sandbox.wall;

import java.nio.file.Path;
import java.util.List;

/// The text that `sandbox-exec` of macOS takes: nothing is allowed but what it names. Rules that
/// come later win there, so what is kept from the workspace stands at the end.
///
/// It is generated and tested as text; commands are not run through it, because it has not been
/// tried on a Mac.
public final class SeatbeltProfile {
  private static final List<String> SYSTEM =
      List.of(
          "/usr",
          "/bin",
          "/sbin",
          "/System",
          "/Library/Developer",
          "/private/etc/ssl",
          "/private/var/db/timezone",
          "/private/var/db/dyld");

  private static final List<String> DEVICES =
      List.of("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom");

  private SeatbeltProfile() {}

  /// @param workspace may be read and written
  /// @param scratch private and writable
  /// @param readable may be read besides
  /// @param guarded in the workspace, may not be written
  /// @param hidden may be neither read nor written
  /// @param network what is reached
  public static String of(
      Path workspace,
      Path scratch,
      List<Path> readable,
      List<Path> guarded,
      List<Path> hidden,
      Network network) {
    var text = new StringBuilder("(version 1)\n(deny default)\n");
    text.append(
        "(allow process-fork)\n(allow process-exec)\n(allow signal (target same-sandbox))\n");
    text.append("(allow sysctl-read)\n(allow file-read-metadata)\n");
    SYSTEM.forEach(folder -> rule(text, "allow", "file-read*", "subpath", folder));
    DEVICES.forEach(device -> rule(text, "allow", "file-read* file-write-data", "literal", device));
    readable.forEach(path -> rule(text, "allow", "file-read*", "subpath", path.toString()));
    for (Path path : List.of(workspace, scratch)) {
      rule(text, "allow", "file-read* file-write*", "subpath", path.toString());
    }
    guarded.forEach(path -> rule(text, "deny", "file-write*", "subpath", path.toString()));
    hidden.forEach(
        path -> rule(text, "deny", "file-read* file-write*", "subpath", path.toString()));
    switch (network) {
      case Network.None() -> text.append("(deny network*)\n");
      case Network.Through(Path socket, var _) -> {
        text.append("(deny network*)\n");
        text.append("(allow network-outbound (literal ").append(quoted(socket.toString()));
        text.append("))\n");
      }
    }
    return text.toString();
  }

  private static void rule(
      StringBuilder text, String verdict, String what, String how, String path) {
    text.append('(').append(verdict).append(' ').append(what).append(" (").append(how);
    text.append(' ').append(quoted(path)).append("))\n");
  }

  /// @throws IllegalArgumentException when the name cannot stand in a profile
  static String quoted(String path) {
    if (path.chars().anyMatch(c -> c < 0x20 || c == 0x7F)) {
      throw new IllegalArgumentException("a control character in the name of a file");
    }
    return "\"" + path.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
