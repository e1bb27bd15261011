package alpi.daemon.profile;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Home;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// The profiles of one machine: directories under the home, made, found, opened and thrown away
/// here.
public final class Profiles {
  /// Most profiles of one home.
  public static final int MAX_PROFILES = 1000;

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int PROBE_BYTES = 8192;

  private final Home home;
  private final Time time;

  /// Guards the directory of profiles: no name is made and removed at the same time.
  private final ReentrantLock lock = new ReentrantLock();

  public Profiles(Home home, Time time) {
    this.home = home;
    this.time = time;
  }

  /// Prepares the home itself and the default profile in it.
  ///
  /// @throws Problem `storage` or `disk_full`, with a sentence, when the home cannot be used
  public void bootstrap() {
    HomeFailure.guard(
        home.root(),
        () -> {
          directory(home.root());
          probe();
          directory(home.host());
          directory(home.logs());
          prepare(home.profile(ProfileName.DEFAULT));
        });
  }

  /// All profiles, the default one first, the others by name.
  public List<ProfileName> list() {
    List<ProfileName> names = new ArrayList<>();
    names.add(ProfileName.DEFAULT);
    if (!Files.isDirectory(home.profiles(), LinkOption.NOFOLLOW_LINKS)) {
      return names;
    }
    try (Stream<Path> children = Files.list(home.profiles())) {
      children
          .filter(child -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS))
          .map(child -> String.valueOf(child.getFileName()))
          .filter(Profiles::isName)
          .sorted()
          .limit(MAX_PROFILES)
          .map(ProfileName::new)
          .forEach(names::add);
      return names;
    } catch (IOException e) {
      throw HomeFailure.of(home.profiles(), e);
    }
  }

  public boolean exists(ProfileName name) {
    return name.isDefault()
        || Files.isDirectory(home.profile(name).dir(), LinkOption.NOFOLLOW_LINKS);
  }

  /// The paths of an existing profile, its directories in place and private.
  ///
  /// @throws Problem `not_found`
  public ProfileHome open(ProfileName name) {
    ProfileHome profile = existing(name);
    HomeFailure.guard(profile.dir(), () -> prepare(profile));
    return profile;
  }

  /// Makes a profile.
  ///
  /// @throws Problem `conflict` when there is one of that name
  public ProfileHome create(ProfileName name) {
    lock.lock();
    try {
      ProfileHome profile = home.profile(name);
      if (name.isDefault() || Files.exists(profile.dir(), LinkOption.NOFOLLOW_LINKS)) {
        throw Problem.of(
            ErrorCode.CONFLICT,
            "There is a profile " + name + " already.",
            "Use it with -p " + name + ", or choose another name.");
      }
      if (list().size() > MAX_PROFILES) {
        throw Problem.of(ErrorCode.TOO_LARGE, "There are too many profiles.", "Remove some.");
      }
      HomeFailure.guard(
          profile.dir(),
          () -> {
            directory(home.root());
            directory(home.profiles());
            prepare(profile);
          });
      return profile;
    } finally {
      lock.unlock();
    }
  }

  /// Moves a profile to `.trash`. Nothing may use it any more: the caller closed its journal.
  ///
  /// @return where it lies now
  public Path remove(ProfileName name) {
    if (name.isDefault()) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "The default profile cannot be removed.",
          "It is the home itself; to begin anew, stop alpi and move " + home.root() + " away.");
    }
    lock.lock();
    try {
      Path dir = existing(name).dir();
      Path[] target = new Path[1];
      HomeFailure.guard(
          dir,
          () -> {
            directory(home.trash());
            target[0] = free(home.trash().resolve(name + "-" + STAMP.format(time.now())));
            Files.move(dir, target[0], StandardCopyOption.ATOMIC_MOVE);
            PrivateFiles.sync(home.profiles());
            PrivateFiles.sync(home.trash());
          });
      return target[0];
    } finally {
      lock.unlock();
    }
  }

  private ProfileHome existing(ProfileName name) {
    if (!exists(name)) {
      throw Problem.of(
          ErrorCode.NOT_FOUND,
          "There is no profile " + name + ".",
          "`alpi profile list` shows them; `alpi profile create " + name + "` makes it.");
    }
    return home.profile(name);
  }

  /// Each directory by its own call: a parent made on the way would keep what the umask left.
  private void prepare(ProfileHome profile) {
    directory(profile.dir());
    directory(profile.memories());
    directory(profile.sessions());
    directory(profile.dir().resolve("alp"));
    directory(profile.blobs());
    directory(profile.dir().resolve("run"));
    directory(profile.background());
    for (Path file : List.of(profile.env(), profile.config(), profile.journal())) {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        PrivateFiles.tighten(file);
      }
    }
  }

  private static void directory(Path dir) {
    PrivateFiles.directory(dir);
  }

  /// Writes and deletes a few bytes: a full or read-only disk shows here and not in the first turn.
  private void probe() throws IOException {
    Path probe = Files.createTempFile(home.root(), ".probe-", "", PrivateFiles.fileMode());
    try {
      Files.write(probe, new byte[PROBE_BYTES]);
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  private static Path free(Path wanted) {
    Path path = wanted;
    for (int i = 2; Files.exists(path, LinkOption.NOFOLLOW_LINKS); i++) {
      path = wanted.resolveSibling(wanted.getFileName() + "-" + i);
    }
    return path;
  }

  private static boolean isName(String text) {
    try {
      return !new ProfileName(text).isDefault();
    } catch (Problem notAName) {
      return false;
    }
  }
}
