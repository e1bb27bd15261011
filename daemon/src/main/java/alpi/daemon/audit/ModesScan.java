package alpi.daemon.audit;

import alpi.daemon.base.Home;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Who else may read or change what lies in the home: every folder and file, links not followed.
final class ModesScan {
  /// Most entries that are looked at.
  static final int MAX_ENTRIES = 200_000;

  /// Most that are told one by one.
  static final int MAX_TOLD = 10;

  private static final String CHECK = "file modes";
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");
  private static final Set<PosixFilePermission> WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private final Home home;
  private final List<Finding> found = new ArrayList<>();
  private int looked;
  private int open;
  private int foreign;

  ModesScan(Home home) {
    this.home = home;
  }

  List<Finding> run() {
    try {
      PosixFileAttributes root = attributes(home.root());
      around();
      Files.walkFileTree(home.root(), new Walk(root.owner()));
    } catch (IOException e) {
      found.add(
          Finding.fail(
              CHECK, home.root() + " cannot be examined", "ls -lR " + Typed.word(home.root())));
    }
    if (open > MAX_TOLD) {
      found.add(
          Finding.warn(
              CHECK,
              (open - MAX_TOLD) + " more are open to others",
              "chmod -R go-rwx " + Typed.word(home.root())));
    }
    if (foreign > MAX_TOLD) {
      found.add(
          Finding.fail(
              "ownership",
              (foreign - MAX_TOLD) + " more belong to somebody else",
              "sudo chown -R \"$USER\" " + Typed.word(home.root())));
    }
    if (looked >= MAX_ENTRIES) {
      found.add(Finding.note(CHECK, "only the first " + MAX_ENTRIES + " entries were looked at"));
    }
    if (found.isEmpty()) {
      found.add(Finding.ok(CHECK, looked + " files and folders are the owner's alone"));
    }
    return found;
  }

  /// Whoever may rename things beside the home may put another in its place.
  private void around() throws IOException {
    Path parent = home.root().getParent();
    if (parent == null) {
      return;
    }
    int mode = (Integer) Files.getAttribute(parent, "unix:mode");
    boolean sticky = (mode & 01000) != 0;
    if (attributes(parent).permissions().stream().anyMatch(WRITE::contains) && !sticky) {
      found.add(
          Finding.warn(
              CHECK,
              "others may rename what lies in " + parent,
              "chmod go-w " + Typed.word(parent)));
    }
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private void look(Path path, PosixFileAttributes attributes, UserPrincipal owner) {
    looked++;
    if (!attributes.owner().equals(owner) && ++foreign <= MAX_TOLD) {
      found.add(
          Finding.fail(
              "ownership",
              path + " belongs to " + attributes.owner().getName(),
              "sudo chown \"$USER\" " + Typed.word(path)));
    }
    if (attributes.permissions().stream().anyMatch(OTHERS::contains) && ++open <= MAX_TOLD) {
      found.add(wide(path, attributes));
    }
  }

  /// A home that is closed keeps all in it closed: only its own mode, and what could be reached
  /// through an open one, is a promise broken.
  private Finding wide(Path path, PosixFileAttributes attributes) {
    String mode = PosixFilePermissions.toString(attributes.permissions());
    String detail = path + " has mode " + mode;
    String fix = "chmod " + (attributes.isDirectory() ? "700 " : "600 ") + Typed.word(path);
    boolean door = path.equals(home.root()) || path.equals(home.host());
    return door ? Finding.fail(CHECK, detail, fix) : Finding.warn(CHECK, detail, fix);
  }

  private final class Walk extends SimpleFileVisitor<Path> {
    private final UserPrincipal owner;

    Walk(UserPrincipal owner) {
      this.owner = owner;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes basic)
        throws IOException {
      return seen(dir);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes basic) throws IOException {
      // A socket is born open to all; the folder around it is the wall.
      return basic.isRegularFile() ? seen(file) : FileVisitResult.CONTINUE;
    }

    /// What went away meanwhile is open to nobody.
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    private FileVisitResult seen(Path path) throws IOException {
      if (looked >= MAX_ENTRIES) {
        return FileVisitResult.TERMINATE;
      }
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        look(path, attributes(path), owner);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
