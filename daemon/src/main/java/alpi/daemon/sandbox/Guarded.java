package alpi.daemon.sandbox;

import alpi.daemon.sandbox.wall.Mount;
import java.nio.file.Path;
import java.util.Optional;

/// One thing in a workspace that a command may not change, or not even see.
///
/// @param path real, links in its last name not followed
/// @param identity device, inode and kind: the same thing wherever it is moved
/// @param target of a link
record Guarded(Path path, How how, String identity, Optional<Path> target) {
  enum How {
    /// A file that may be read.
    READ_ONLY,
    /// A folder that may be read.
    READ_ONLY_FOLDER,
    /// A file that may not even be read.
    HIDDEN,
    /// A folder that may not even be listed.
    HIDDEN_FOLDER,
    /// A repository's own folder: it is worked in, but stays where it is.
    PINNED,
    /// A link: nothing can be laid over it.
    LINK,
    /// A Unix socket of somebody outside.
    SOCKET
  }

  /// What is laid over it.
  ///
  /// @param nothing a file that nobody may read
  Optional<Mount> mount(Path nothing) {
    return switch (how) {
      case READ_ONLY, READ_ONLY_FOLDER -> Optional.of(Mount.Shown.of(path));
      case HIDDEN, SOCKET -> Optional.of(new Mount.Shown(nothing, path));
      case HIDDEN_FOLDER -> Optional.of(new Mount.Blank(path, "0000"));
      case PINNED -> Optional.of(new Mount.Used(path));
      case LINK -> Optional.empty();
    };
  }
}
