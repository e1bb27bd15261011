package alpi.daemon.backup;

import alpi.daemon.base.Home;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// The files of a home that a backup holds, in the order in which they must be read: what vouches
/// for a journal before the journal, and the journal before what it speaks of, so that nothing that
/// a journal tells of can be missing because it was made in between.
///
/// Not among them: what belongs to the running process, what is made again by itself, the trash,
/// and everything that is no plain file.
final class HomeFiles {
  /// What lies beside the default profile and belongs to the machine, not to it.
  static final Set<String> MACHINE =
      Set.of(
          "host",
          "logs",
          "lib",
          ".trash",
          "service.lock",
          "service.pid",
          "restore",
          "restore.part");

  private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  private final Home home;
  private final List<Path> files = new ArrayList<>();
  private int skipped;

  private HomeFiles(Home home) {
    this.home = home;
  }

  static HomeFiles of(Home home) throws IOException {
    var found = new HomeFiles(home);
    Files.walkFileTree(home.root(), found.new Walk());
    found.files.sort(Comparator.comparingInt(found::rank).thenComparing(Path::toString));
    return found;
  }

  List<Path> files() {
    return List.copyOf(files);
  }

  /// How many links, sockets and other odd things were left out.
  int skipped() {
    return skipped;
  }

  /// Whether it is a database, which must not be copied byte by byte while somebody writes it.
  static boolean database(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return Arrays.equals(in.readNBytes(SQLITE.length), SQLITE);
    }
  }

  private int rank(Path file) {
    ProfileHome profile = profile(file);
    if (file.startsWith(profile.audit())) {
      return 0;
    }
    return file.equals(profile.journal()) ? 1 : 2;
  }

  private ProfileHome profile(Path file) {
    if (!file.startsWith(home.profiles())) {
      return home.profile(ProfileName.DEFAULT);
    }
    String name = home.profiles().relativize(file).getName(0).toString();
    return new ProfileHome(ProfileName.DEFAULT, home.profiles().resolve(name));
  }

  private boolean left(Path path) {
    ProfileHome profile = profile(path);
    Path parent = path.getParent();
    String name = String.valueOf(path.getFileName());
    boolean machine = home.root().equals(parent) && (MACHINE.contains(name) || passing(name));
    boolean index = profile.sessions().equals(parent) && name.startsWith("index.db");
    boolean running =
        path.equals(profile.indexes())
            || path.equals(profile.dir().resolve("run"))
            || (profile.browser().equals(parent) && !name.equals("state.json"));
    return machine || index || running || beside(name);
  }

  private static boolean passing(String name) {
    return name.startsWith(".probe-") || name.startsWith(BackupWriter.SCRATCH);
  }

  private static boolean beside(String name) {
    return name.endsWith("-wal") || name.endsWith("-shm") || name.endsWith(".part");
  }

  private final class Walk extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
      return !dir.equals(home.root()) && left(dir)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!left(file)) {
        if (attributes.isRegularFile()) {
          files.add(file);
        } else {
          skipped++;
        }
      }
      return FileVisitResult.CONTINUE;
    }

    /// What went away meanwhile is no part of the home any more; what cannot be read fails later,
    /// when it is read.
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
