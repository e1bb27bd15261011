package alpi.daemon.backup;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// Where a file of a backup lies below the home: names between slashes, none of which leads out.
///
/// @param text at most [#MAX_BYTES] in UTF-8
record EntryPath(String text) {
  static final int MAX_BYTES = 4_096;
  static final int MAX_NAME_BYTES = 255;
  static final int MAX_NAMES = 64;

  private static final Pattern SLASH = Pattern.compile("/");

  /// @throws Problem `corrupt` for what could lie elsewhere than it says
  EntryPath {
    String[] names = SLASH.split(text, -1);
    boolean safe = bytes(text) <= MAX_BYTES && names.length <= MAX_NAMES;
    for (String name : names) {
      safe &=
          !name.isEmpty()
              && !name.equals(".")
              && !name.equals("..")
              && bytes(name) <= MAX_NAME_BYTES
              && name.indexOf('\0') < 0
              && name.indexOf('\\') < 0;
    }
    if (!safe) {
      throw unsafe();
    }
  }

  static EntryPath of(Path root, Path file) {
    return new EntryPath(
        root.relativize(file).toString().replace(root.getFileSystem().getSeparator(), "/"));
  }

  Path below(Path root) {
    try {
      Path path = root.resolve(text).normalize();
      if (path.startsWith(root) && !path.equals(root)) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw unsafe().because(e);
    }
    throw unsafe();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static Problem unsafe() {
    return Problem.of(
        ErrorCode.CORRUPT,
        "The backup names a file outside of the home; nothing of it was used.",
        "Whoever made it meant no good, or it is no backup of alpi.");
  }
}
