package alpi.daemon.policy.shell;

import alpi.daemon.policy.SensitivePaths;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks through a folder, before something reads all of it, for a file that no tool reads unasked.
/// It looks at the very files that the program would read, or at more.
final class TreeScan extends SimpleFileVisitor<Path> {
  /// A folder with more entries than this counts as holding one.
  static final int MAX_ENTRIES = 50_000;

  private static final int MAX_IGNORE_BYTES = 64 << 10;

  private final TreeRead read;
  private final SensitivePaths sensitive;
  private final Path root;
  private final boolean repository;

  /// Names of folders that are ignored, from the root down to where the walk stands.
  private final Deque<Set<String>> ignored = new ArrayDeque<>();

  private int seen;
  private boolean found;

  private TreeScan(TreeRead read, SensitivePaths sensitive, Path root) {
    this.read = read;
    this.sensitive = sensitive;
    this.root = root;
    this.repository = read.ignores() && inRepository(root);
  }

  /// Whether `read`, sent into `folder`, would come upon such a file, or may.
  static boolean finds(TreeRead read, SensitivePaths sensitive, Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    var scan = new TreeScan(read, sensitive, folder);
    try {
      Files.walkFileTree(folder, EnumSet.noneOf(FileVisitOption.class), Integer.MAX_VALUE, scan);
    } catch (IOException e) {
      return true;
    }
    return scan.found;
  }

  /// Whether what a repository ignores is passed over there. Other ignore files, also those further
  /// up, may take back what it says.
  private static boolean inRepository(Path folder) {
    boolean repository = false;
    for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
      if (takesBack(at)) {
        return false;
      }
      repository |= Files.exists(at.resolve(".git"), LinkOption.NOFOLLOW_LINKS);
    }
    return repository;
  }

  private static boolean takesBack(Path folder) {
    return Files.exists(folder.resolve(".ignore"), LinkOption.NOFOLLOW_LINKS)
        || Files.exists(folder.resolve(".rgignore"), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    String name = String.valueOf(folder.getFileName());
    boolean passed =
        !folder.equals(root)
            && (read.skipped().contains(name)
                || (!read.hidden() && name.startsWith("."))
                || ignored.stream().anyMatch(names -> names.contains(name)));
    if (passed) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    if (repository) {
      ignored.push(ignoredIn(folder));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
    if (repository) {
      ignored.pop();
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    String name = String.valueOf(file.getFileName());
    boolean passed = !read.hidden() && name.startsWith(".");
    boolean wanted =
        read.included().isEmpty()
            || read.included().stream().anyMatch(glob -> Globs.match(glob, name));
    boolean leads = attributes.isSymbolicLink() && read.follows();
    boolean off = leads || (wanted && !passed && sensitive.read(file).isPresent());
    found = ++seen > MAX_ENTRIES || off;
    return found ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) {
    return FileVisitResult.CONTINUE;
  }

  /// The folders that the ignore file of `folder` names plainly. Patterns are left out, and all of
  /// it once something is taken back: to ignore too little only means to look at more.
  private Set<String> ignoredIn(Path folder) {
    Path file = folder.resolve(".gitignore");
    Set<String> names = new HashSet<>();
    if (takesBack(folder)) {
      ignored.forEach(Set::clear);
      return names;
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return names;
    }
    try {
      String text =
          Files.size(file) > MAX_IGNORE_BYTES
              ? "!"
              : Files.readString(file, StandardCharsets.ISO_8859_1);
      for (String line : text.split("\n", -1)) {
        if (line.startsWith("!")) {
          ignored.forEach(Set::clear);
          return new HashSet<>();
        }
        String name = line.strip();
        if (name.matches("[A-Za-z0-9_.-]+/?")) {
          names.add(name.replace("/", ""));
        }
      }
      return names;
    } catch (IOException unreadable) {
      return new HashSet<>();
    }
  }
}
