package alpi.daemon.policy.shell;

import java.util.Set;

/// Says of which programs their words do not tell what files they read: what such a command puts
/// out, or writes, may come from any file of the workspace.
final class Breadth {
  /// Programs that change names and modes and read no content.
  private static final Set<String> BLIND =
      Set.of("mkdir", "rmdir", "rm", "unlink", "touch", "chmod", "chown", "chgrp", "kill", "cd");

  private Breadth() {}

  /// @param safe whether the program is known only to read, with these arguments; the folders that
  ///   such a call reads all of are told among its accesses
  static boolean wide(String name, boolean safe) {
    return safe ? name.equals("git") : !BLIND.contains(name);
  }
}
