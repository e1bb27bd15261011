package alpi.daemon.policy;

import alpi.alp.blob.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/// A file as the system describes it. Its times are cut to milliseconds, as those of commands are
/// when they are kept: a change in the last of them must count.
///
/// @param changed when its content, name or mode last changed: programs cannot set this time
/// @param modified when its content last changed, unless a program says otherwise
record FileState(boolean regular, boolean folder, long bytes, Instant changed, Instant modified) {
  private static final String WANTED = "unix:isRegularFile,isDirectory,size,ctime,lastModifiedTime";

  /// Empty when nothing is there, or it cannot be looked at.
  static Optional<FileState> of(Path path) {
    try {
      Map<String, Object> is = Files.readAttributes(path, WANTED, LinkOption.NOFOLLOW_LINKS);
      return Optional.of(
          new FileState(
              Boolean.TRUE.equals(is.get("isRegularFile")),
              Boolean.TRUE.equals(is.get("isDirectory")),
              is.get("size") instanceof Long bytes ? bytes : 0,
              instant(is, "ctime"),
              instant(is, "lastModifiedTime")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Instant instant(Map<String, Object> is, String name) {
    return is.get(name) instanceof FileTime stamp
        ? stamp.toInstant().truncatedTo(ChronoUnit.MILLIS)
        : Instant.EPOCH;
  }

  /// Whether it was changed between the two moments, or was then and has been renamed since.
  boolean changedWithin(Instant since, Instant until) {
    return !changed.isBefore(since)
        && (!changed.isAfter(until) || (!modified.isBefore(since) && !modified.isAfter(until)));
  }

  /// Empty when it cannot be read.
  static Optional<Sha256> hash(Path path) {
    MessageDigest digest = Sha256.digest();
    try (InputStream in =
        new DigestInputStream(Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
      return Optional.of(Sha256.ofDigest(digest.digest()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
