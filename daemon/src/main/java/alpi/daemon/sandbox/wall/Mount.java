package alpi.daemon.sandbox.wall;

import java.nio.file.Path;

/// One thing that is put into the file tree of a command. Later ones lie over earlier ones.
public sealed interface Mount {
  /// Something of the machine that may be looked at.
  record Shown(Path from, Path at) implements Mount {
    public static Shown of(Path path) {
      return new Shown(path, path);
    }
  }

  /// Something of the machine that may be changed.
  record Used(Path path) implements Mount {}

  /// A symbolic link.
  record Link(String target, Path at) implements Mount {}

  /// A folder that is empty and stays so.
  ///
  /// @param mode octal
  record Blank(Path at, String mode) implements Mount {}

  /// A folder of memory that ends with the command.
  ///
  /// @param bytes how much fits
  /// @param mode octal
  record Scratch(Path at, long bytes, String mode) implements Mount {}

  /// The processes of the command, as files.
  record Processes(Path at) implements Mount {}

  /// The few devices that harm nobody; shared memory below them.
  ///
  /// @param bytes how much shared memory
  record Devices(Path at, long bytes) implements Mount {}
}
