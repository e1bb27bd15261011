package alpi.daemon.tool.file;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// A folder held open by its descriptor. Everything is done relative to it and links are never
/// followed, so a folder or file that is swapped for a link after the path was judged makes the
/// operation fail instead of leading it elsewhere.
final class HeldFolder implements AutoCloseable {
  private final SecureDirectoryStream<Path> folder;
  private final Path path;

  private HeldFolder(SecureDirectoryStream<Path> folder, Path path) {
    this.folder = folder;
    this.path = path;
  }

  /// Opens `path` from the root down, one name at a time.
  ///
  /// @param path real and absolute
  /// @throws NoSuchFileException when a part of it is missing
  /// @throws IOException when a part of it is a link or no folder
  static HeldFolder open(Path path) throws IOException {
    try {
      return walked(path);
    } catch (AccessDeniedException e) {
      // A folder on the way may be passed through but not listed, as homes of mode 0711 are.
      return named(path);
    }
  }

  /// Opens `path` at once, and makes sure that what was opened is what lies there without a link on
  /// the way.
  @SuppressWarnings("StreamResourceLeak") // closed when it is refused, or handed to the result
  static HeldFolder named(Path path) throws IOException {
    SecureDirectoryStream<Path> folder = secure(Files.newDirectoryStream(path));
    try {
      BasicFileAttributes held =
          folder.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
      BasicFileAttributes there =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!there.isDirectory()
          || !Objects.equals(held.fileKey(), there.fileKey())
          || !path.toRealPath().equals(path)) {
        throw new IOException("a part of the path is a link or was swapped");
      }
      return new HeldFolder(folder, path);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  @SuppressWarnings("StreamResourceLeak") // closed by the loop, or handed to the result
  private static HeldFolder walked(Path path) throws IOException {
    Path root = path.getRoot();
    if (root == null) {
      throw new IllegalArgumentException("a held folder has an absolute path");
    }
    SecureDirectoryStream<Path> at = secure(Files.newDirectoryStream(root));
    for (Path name : path) {
      try (SecureDirectoryStream<Path> parent = at) {
        at = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
      }
    }
    return new HeldFolder(at, path);
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw Problem.of(
        ErrorCode.STORAGE,
        "This system cannot change files safely: it has no operations relative to a folder.");
  }

  /// What `name` is, itself and not what it points at; empty when it is not there.
  Optional<BasicFileAttributes> attributes(Path name) throws IOException {
    BasicFileAttributeView view =
        folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    try {
      return Optional.of(view.readAttributes());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /// The permission bits of `name`, in the form `rw-r--r--`.
  String mode(Path name) throws IOException {
    PosixFileAttributes attributes = posix(name).readAttributes();
    return PosixFilePermissions.toString(attributes.permissions());
  }

  /// All bytes of a regular file.
  ///
  /// @throws IOException when it is none, or holds more than `most`
  byte[] read(Path name, long most) throws IOException {
    BasicFileAttributes attributes =
        attributes(name).orElseThrow(() -> new NoSuchFileException(name.toString()));
    if (!attributes.isRegularFile()) {
      throw new IOException("it is not a regular file");
    }
    try (SeekableByteChannel channel =
        folder.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      long size = channel.size();
      if (size > most) {
        throw new IOException("it holds more than " + most + " bytes");
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) size + 1);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until the end, or one byte more than there should be
      }
      if (!bytes.hasRemaining()) {
        throw new IOException("it is growing");
      }
      byte[] exact = new byte[bytes.position()];
      bytes.flip().get(exact);
      return exact;
    }
  }

  /// Writes a new file, durable before this returns.
  ///
  /// @param mode permission bits as [#mode] gives them; empty leaves them to the owner's umask
  void create(Path name, byte[] content, Optional<String> mode) throws IOException {
    Set<OpenOption> options =
        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
    try (SeekableByteChannel channel = folder.newByteChannel(name, options)) {
      if (mode.isPresent()) {
        posix(name).setPermissions(permissions(mode.get()));
      }
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (channel instanceof FileChannel file) {
        file.force(true);
      }
    }
  }

  /// Gives `from` the name `to`, replacing what is there in one step.
  void rename(Path from, Path to) throws IOException {
    folder.move(from, folder, to);
    sync();
  }

  void deleteFile(Path name) throws IOException {
    folder.deleteFile(name);
    sync();
  }

  /// Removes `name` if it is there.
  void deleteStray(Path name) throws IOException {
    try {
      folder.deleteFile(name);
    } catch (NoSuchFileException e) {
      return;
    }
  }

  /// Removes the empty folder `name`.
  void deleteFolder(Path name) throws IOException {
    folder.deleteDirectory(name);
    sync();
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }

  private PosixFileAttributeView posix(Path name) {
    return folder.getFileAttributeView(
        name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  static Set<PosixFilePermission> permissions(String mode) {
    return PosixFilePermissions.fromString(mode);
  }

  /// Makes the names durable. The path may have been moved meanwhile; then the next sync of the
  /// file system does it.
  private void sync() throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
