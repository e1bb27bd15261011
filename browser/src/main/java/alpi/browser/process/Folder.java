package alpi.browser.process;

import alpi.browser.EngineFault;
import alpi.browser.Fault;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/// Directories that are the owner's alone.
public final class Folder {
  private Folder() {}

  /// Makes a directory of mode 0700, and those above it.
  public static Path make(Path folder) throws EngineFault {
    try {
      Files.createDirectories(folder.getParent());
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      return folder;
    } catch (IOException e) {
      throw new EngineFault(
          new Fault.NotStarted(
              "The folder " + folder + " could not be made.", "Check that there is room for it."),
          e);
    }
  }

  /// Removes a tree as far as that can be done; links are removed, not followed.
  ///
  /// @return whether nothing of it is left
  public static boolean remove(Path folder) {
    try {
      Files.walkFileTree(folder, new Remover());
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
    return !Files.exists(folder);
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path dir, @org.jspecify.annotations.Nullable IOException e) throws IOException {
      Files.deleteIfExists(dir);
      return FileVisitResult.CONTINUE;
    }
  }
}
