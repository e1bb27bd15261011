package alpi.daemon.journal;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import org.sqlite.JDBC;
import org.sqlite.util.LibraryLoaderUtil;

/// Puts SQLite's native library where only the owner can write, before the driver would unpack it
/// into the shared folder for temporary files, where another user could swap it.
public final class SqliteNative {
  private static final String LIBRARY_DIR = "org.sqlite.lib.path";
  private static final String LIBRARY_NAME = "org.sqlite.lib.name";
  private static final String SCRATCH_DIR = "org.sqlite.tmpdir";

  private SqliteNative() {}

  /// Makes the driver load its library from `dir` (0700). Call once, before any database is opened.
  /// The file is compared with the driver's own, byte for byte, and replaced if it differs. A
  /// library that the launcher named already is left alone.
  ///
  /// @return the library
  public static Path prepare(Path dir) {
    String given = System.getProperty(LIBRARY_DIR, "");
    String name = LibraryLoaderUtil.getNativeLibName();
    if (!given.isEmpty()) {
      return Path.of(given).resolve(System.getProperty(LIBRARY_NAME, name));
    }
    Path library = PrivateFiles.directory(dir).toAbsolutePath().resolve(name);
    byte[] original = original(name);
    if (!same(library, original)) {
      PrivateFiles.replace(library, original);
    }
    System.setProperty(LIBRARY_DIR, dir.toAbsolutePath().toString());
    System.setProperty(LIBRARY_NAME, name);
    System.setProperty(SCRATCH_DIR, dir.toAbsolutePath().toString());
    return library;
  }

  private static boolean same(Path library, byte[] original) {
    try {
      return Files.isRegularFile(library, LinkOption.NOFOLLOW_LINKS)
          && Files.size(library) == original.length
          && Arrays.equals(Files.readAllBytes(library), original);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] original(String name) {
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (InputStream in = JDBC.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw Problem.of(
            ErrorCode.STORAGE,
            "SQLite has no native library for this machine.",
            "Use a 64-bit Linux, macOS or Windows.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
