package alpi.daemon.policy.shell;

import java.nio.file.Path;
import java.util.Optional;

/// Finds the file behind a program's name, the way a shell would.
@FunctionalInterface
public interface ProgramLookup {
  /// The real absolute path of the executable.
  ///
  /// @param name as written; names with a slash are taken relative to `cwd`
  Optional<Path> find(String name, Path cwd);
}
