package alpi.daemon.sandbox;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The folder of one run with what its wall is made of: the filter, the words for bubblewrap, and
/// the few files that are shown to the command in place of the machine's. It ends with the run.
final class Kit implements AutoCloseable {
  private static final String PLACES = "places";

  private final Path folder;

  private Kit(Path folder) {
    this.folder = folder;
  }

  /// @param all takes the folders of all runs
  static Kit open(Path all, String run) {
    return new Kit(PrivateFiles.directory(PrivateFiles.directory(all).resolve(run)));
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /// @param mode as `ls` shows it
  Path put(String name, byte[] content, String mode) {
    Path file = file(name);
    try {
      Files.deleteIfExists(file);
      Files.write(file, content);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    } catch (IOException e) {
      throw broken(e);
    }
  }

  Path put(String name, String content) {
    return put(name, content.getBytes(StandardCharsets.UTF_8), "r--r--r--");
  }

  /// What was written there; nothing when nobody did.
  String read(String name) {
    try {
      Path file = file(name);
      return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /// Notes the places that are kept in the workspace, so that they go even when this process dies.
  void places(List<Path> kept) {
    if (!kept.isEmpty()) {
      put(PLACES, String.join("\0", kept.stream().map(Path::toString).toList()));
    }
  }

  @Override
  public void close() {
    remove(folder);
  }

  /// Removes what runs of an earlier process left, here and in their workspaces.
  static void sweep(Path all) {
    if (!Files.isDirectory(all, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> runs = Files.newDirectoryStream(all)) {
      for (Path run : runs) {
        String places = new Kit(run).read(PLACES);
        if (!places.isEmpty()) {
          for (String place : places.split("\0", -1)) {
            Places.remove(Path.of(place));
          }
        }
        remove(run);
      }
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private static void remove(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private static Problem broken(IOException e) {
    return Problem.of(ErrorCode.STORAGE, "The files of a sandbox cannot be written or removed.")
        .because(e);
  }
}
