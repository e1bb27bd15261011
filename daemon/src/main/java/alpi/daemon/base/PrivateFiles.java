package alpi.daemon.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Creates what only the owner may read: directories 0700, files 0600, set explicitly so that no
/// umask widens or narrows them, and whole-file writes that are either the old bytes or the new,
/// never between.
public final class PrivateFiles {
  private static final Set<PosixFilePermission> DIR = PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private PrivateFiles() {}

  /// The creation attribute of a 0600 file, for callers that open channels themselves.
  public static FileAttribute<Set<PosixFilePermission>> fileMode() {
    return PosixFilePermissions.asFileAttribute(FILE);
  }

  /// Makes `dir` and its missing parents, each 0700; tightens `dir` itself if it was wider.
  public static Path directory(Path dir) {
    try {
      if (!Files.isDirectory(dir, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(dir, PosixFilePermissions.asFileAttribute(DIR));
      }
      if (!Files.getPosixFilePermissions(dir).equals(DIR)) {
        Files.setPosixFilePermissions(dir, DIR);
      }
      return dir;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Gives an existing file mode 0600.
  public static void tighten(Path file) {
    try {
      if (!Files.getPosixFilePermissions(file).equals(FILE)) {
        Files.setPosixFilePermissions(file, FILE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Replaces `file` by `content`: fresh 0600 sibling, fsync, rename, fsync of the directory.
  public static void replace(Path file, byte[] content) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("a file has a directory");
    }
    try {
      Path fresh = Files.createTempFile(parent, ".new-", ".part", fileMode());
      try {
        write(fresh, content);
        move(fresh, file);
      } finally {
        Files.deleteIfExists(fresh);
      }
      sync(parent);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path fresh, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static void move(Path fresh, Path file) throws IOException {
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the directory cannot replace a file in one step: " + file, e);
    }
  }

  /// Makes the names inside `dir` durable.
  public static void sync(Path dir) throws IOException {
    try (FileChannel channel = FileChannel.open(dir, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
