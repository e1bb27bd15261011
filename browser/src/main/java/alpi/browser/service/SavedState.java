package alpi.browser.service;

import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.StorageState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// The cookies and local storage of a profile between two runs of its browser: one file of mode
/// 0600, replaced as a whole.
public final class SavedState {
  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");

  private final Path file;

  public SavedState(Path file) {
    this.file = file;
  }

  /// What was saved; nobody signed in where nothing was.
  ///
  /// @throws EngineFault when it cannot be read: it is not overwritten unseen
  public StorageState load() throws EngineFault {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return StorageState.NONE;
    }
    try {
      if (Files.size(file) > 4L * StorageState.MAX_CHARS) {
        throw new IllegalArgumentException("too large");
      }
      return new StorageState(Files.readString(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new EngineFault(
          new Fault.NotStarted(
              "What sites stored here cannot be read (" + file.getFileName() + ").",
              "Remove that file to start signed out."),
          e);
    }
  }

  public void save(StorageState state) throws EngineFault {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(fresh);
      Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWN));
      try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(state.json());
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new EngineFault(new Fault.Invalid("What sites stored could not be saved."), e);
    }
  }

  /// Signs out everywhere.
  public void forget() throws EngineFault {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new EngineFault(new Fault.Invalid("What sites stored could not be removed."), e);
    }
  }
}
