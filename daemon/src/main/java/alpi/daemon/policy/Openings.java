package alpi.daemon.policy;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;

/// Opens files by walking from the root one name at a time, each step relative to the folder opened
/// before and without following links. A path that held no link when it was judged and holds one
/// when it is opened therefore fails.
final class Openings {
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private Openings() {}

  /// Opens the regular file at `real`, a path without links.
  static SeekableByteChannel regular(Path real) {
    try {
      return walk(real);
    } catch (NoSuchFileException e) {
      throw Problem.of(ErrorCode.NOT_FOUND, "There is no such file.").because(e);
    } catch (AccessDeniedException e) {
      throw Problem.of(ErrorCode.STORAGE, "The system does not let this file be read.").because(e);
    } catch (IOException e) {
      throw Problem.of(
              ErrorCode.CONFLICT, "The file was swapped or could not be opened while it was read.")
          .because(e);
    }
  }

  private static SeekableByteChannel walk(Path real) throws IOException {
    Path root = real.getRoot();
    Path leaf = real.getFileName();
    if (root == null || leaf == null) {
      throw notRegular();
    }
    try (DirectoryStream<Path> first = Files.newDirectoryStream(root)) {
      if (first instanceof SecureDirectoryStream<Path> folder) {
        return descend(folder, real, 0);
      }
      return byName(real);
    }
  }

  private static SeekableByteChannel descend(
      SecureDirectoryStream<Path> folder, Path real, int depth) throws IOException {
    Path name = real.getName(depth);
    if (depth == real.getNameCount() - 1) {
      return leaf(folder, name);
    }
    SecureDirectoryStream<Path> next;
    try {
      next = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    } catch (AccessDeniedException e) {
      // A folder that may be passed through but not listed cannot be opened this way.
      return byName(real);
    }
    try (next) {
      return descend(next, real, depth + 1);
    }
  }

  private static SeekableByteChannel leaf(SecureDirectoryStream<Path> folder, Path name)
      throws IOException {
    BasicFileAttributeView view =
        folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    BasicFileAttributes before = view.readAttributes();
    // Asked before opening: opening a pipe would wait for a writer.
    requireRegular(before);
    SeekableByteChannel channel = folder.newByteChannel(name, READ);
    return same(channel, before, view.readAttributes());
  }

  private static SeekableByteChannel byName(Path real) throws IOException {
    BasicFileAttributes before = attributes(real);
    requireRegular(before);
    SeekableByteChannel channel = Files.newByteChannel(real, READ);
    if (!real.toRealPath().equals(real)) {
      channel.close();
      throw new IOException("a name on the way changed");
    }
    return same(channel, before, attributes(real));
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static SeekableByteChannel same(
      SeekableByteChannel channel, BasicFileAttributes before, BasicFileAttributes after)
      throws IOException {
    if (after.isRegularFile() && Objects.equals(before.fileKey(), after.fileKey())) {
      return channel;
    }
    channel.close();
    throw new IOException("the file was replaced while it was opened");
  }

  private static void requireRegular(BasicFileAttributes attributes) {
    if (!attributes.isRegularFile()) {
      throw notRegular();
    }
  }

  private static Problem notRegular() {
    return Problem.of(
        ErrorCode.INVALID_PARAMS,
        "That is not a regular file.",
        "Folders, pipes, sockets and devices cannot be read as files.");
  }
}
