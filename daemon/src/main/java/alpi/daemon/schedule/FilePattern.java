package alpi.daemon.schedule;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Files of a workspace that are watched, and what tells that they changed: their names, sizes and
/// times of change. Nothing is opened, links are not followed, and a `.git` folder is left out.
final class FilePattern {
  /// Longest pattern, in characters.
  static final int MAX_CHARS = 1_024;

  /// Most files and folders that a look may come upon.
  static final int MAX_ENTRIES = 5_000;

  /// Deepest folder that is looked into.
  static final int MAX_DEPTH = 16;

  private static final Pattern SLASH = Pattern.compile("/");
  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

  private FilePattern() {}

  /// @throws Problem `invalid_params` for what is absolute, leads out of the workspace or is no
  ///   glob
  static void require(String pattern) {
    boolean possible =
        !pattern.isBlank()
            && pattern.length() <= MAX_CHARS
            && !pattern.startsWith("/")
            && pattern.indexOf('\\') < 0
            && pattern.chars().noneMatch(Character::isISOControl)
            && SLASH.splitAsStream(pattern).noneMatch(".."::equals);
    if (!possible || matcher(pattern).isEmpty()) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "What is watched is a path or a glob inside the workspace.",
          "For example inbox/*.pdf or notes.md.");
    }
  }

  private static Optional<PathMatcher> matcher(String pattern) {
    try {
      return Optional.of(FileSystems.getDefault().getPathMatcher("glob:" + pattern));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  /// What the watched files are like now.
  ///
  /// @throws Problem `too_large` when there is too much to look at, `storage`
  static String stamp(Path workspace, String pattern) {
    PathMatcher matcher = matcher(pattern).orElseThrow();
    Path start = start(workspace, pattern);
    Map<String, String> seen = new TreeMap<>();
    if (Files.exists(start, LinkOption.NOFOLLOW_LINKS)) {
      try {
        Files.walkFileTree(
            start,
            EnumSet.noneOf(java.nio.file.FileVisitOption.class),
            MAX_DEPTH,
            new Look(workspace, matcher, pattern, seen));
      } catch (IOException e) {
        throw Problem.of(ErrorCode.STORAGE, "The watched files cannot be looked at: " + pattern)
            .because(e);
      }
    }
    StringBuilder all = new StringBuilder();
    seen.forEach((path, stamp) -> all.append(path).append('\0').append(stamp).append('\n'));
    return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8)).hex();
  }

  /// The folder from which every match can be reached.
  private static Path start(Path workspace, String pattern) {
    Path at = workspace;
    for (String part : SLASH.split(pattern, -1)) {
      if (GLOB.matcher(part).find()) {
        return at;
      }
      at = at.resolve(part);
      if (Files.isSymbolicLink(at)) {
        return at;
      }
    }
    return at;
  }

  private static final class Look extends SimpleFileVisitor<Path> {
    private final Path workspace;
    private final PathMatcher matcher;
    private final String pattern;
    private final Map<String, String> seen;
    private int entries;

    Look(Path workspace, PathMatcher matcher, String pattern, Map<String, String> seen) {
      this.workspace = workspace;
      this.matcher = matcher;
      this.pattern = pattern;
      this.seen = seen;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
      count();
      return dir.endsWith(".git") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      count();
      Path relative = workspace.relativize(file);
      if (matcher.matches(relative) || relative.startsWith(Path.of(plain()))) {
        seen.put(
            relative.toString(),
            attributes.size() + " " + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
      }
      return FileVisitResult.CONTINUE;
    }

    /// A path without a wildcard stands for everything beneath it as well.
    private String plain() {
      return GLOB.matcher(pattern).find() ? "\u0001" : pattern;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    private void count() {
      if (++entries > MAX_ENTRIES) {
        throw Problem.of(
            ErrorCode.TOO_LARGE,
            "There are more than " + MAX_ENTRIES + " files where \"" + pattern + "\" looks.",
            "Name a smaller folder.");
      }
    }
  }
}
