package alpi.daemon.sandbox.wall;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Everything that a wall is built from.
///
/// @param user whether a user namespace of its own is made
/// @param mounts in order
/// @param cwd where the command starts
/// @param environment all of it
public record Enclosure(
    boolean user, List<Mount> mounts, Path cwd, Map<String, String> environment) {
  public Enclosure {
    mounts = List.copyOf(mounts);
    environment = Map.copyOf(environment);
  }

  /// The environment in an order of its own.
  Map<String, String> sorted() {
    return new TreeMap<>(environment);
  }
}
