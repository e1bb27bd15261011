package alpi.daemon.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// Whether a file may have changed, told without opening it.
///
/// @param key the inode, so that a replaced file differs from the one before
public record FileStamp(long modifiedNanos, long size, String key) {
  private static final FileStamp ABSENT = new FileStamp(0, -1, "");

  public static FileStamp of(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      var modified = found.lastModifiedTime().toInstant();
      long nanos = modified.getEpochSecond() * 1_000_000_000L + modified.getNano();
      return new FileStamp(nanos, found.size(), String.valueOf(found.fileKey()));
    } catch (IOException absentOrUnreachable) {
      // The loader that follows a changed stamp says what is wrong.
      return ABSENT;
    }
  }
}
