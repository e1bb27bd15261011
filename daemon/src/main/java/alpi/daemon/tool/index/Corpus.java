package alpi.daemon.tool.index;

import java.util.Map;
import java.util.Optional;

/// A place whose texts are indexed: what there is, and how one of it reads.
interface Corpus {
  /// Names it within its index.
  String name();

  /// Tells what there is, folder by folder, each folder once.
  ///
  /// @return what was left out, for people; empty when nothing was
  Optional<String> walk(Walker walker);

  /// One text of it.
  Content read(String folder, String name);

  /// Is told of folders.
  @FunctionalInterface
  interface Walker {
    /// @param entries what lies directly in it, by name
    /// @return whether to go on
    boolean folder(String path, Map<String, Stamp> entries);
  }

  /// What tells without reading whether something may have changed.
  ///
  /// @param modified milliseconds of the epoch
  /// @param inode what the file system calls it; empty where there is none
  record Stamp(long size, long modified, String inode) {}
}
