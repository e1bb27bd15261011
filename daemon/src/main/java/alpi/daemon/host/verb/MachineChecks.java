package alpi.daemon.host.verb;

import alpi.daemon.base.Home;
import alpi.daemon.base.Time;
import alpi.daemon.model.LocalServers;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the daemon needs of the machine: its home, room on the disk, programs, local model servers.
public final class MachineChecks {
  private static final long LITTLE_BYTES = 1L << 30;
  private static final long TOO_LITTLE_BYTES = 100L << 20;

  /// What `ulimit -n` says at least on machines that nobody has bounded.
  static final long FEW_DESCRIPTORS = 1_024;

  private static final Duration STALE = Duration.ofDays(1);

  private final Home home;
  private final LocalServers local;
  private final List<Path> searchPath;
  private final Time time;

  /// @param searchPath the folders of PATH
  public MachineChecks(Home home, LocalServers local, List<Path> searchPath, Time time) {
    this.home = home;
    this.local = local;
    this.searchPath = List.copyOf(searchPath);
    this.time = time;
  }

  List<Check> all() throws InterruptedException {
    List<Check> checks = new ArrayList<>();
    checks.add(modes());
    checks.add(disk());
    checks.add(staged());
    descriptors().ifPresent(checks::add);
    checks.add(
        program("ripgrep", "rg", "searches run faster with it", "install the package ripgrep"));
    List<LocalServers.Found> found = local.detect();
    checks.add(
        Check.ok(
            "local models",
            found.isEmpty()
                ? "no model server answers on this machine"
                : found.stream()
                    .map(server -> server.provider() + " at " + server.baseUrl())
                    .collect(Collectors.joining(", "))));
    return checks;
  }

  private Check modes() {
    for (Path dir : List.of(home.root(), home.host())) {
      try {
        String mode =
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(dir, LinkOption.NOFOLLOW_LINKS));
        if (!mode.equals("rwx------")) {
          return Check.fail("modes", dir + " has mode " + mode, "chmod 700 " + dir);
        }
      } catch (IOException e) {
        return Check.fail("modes", dir + " cannot be examined", "ls -ld " + dir);
      }
    }
    return Check.ok("modes", "the home and its socket are closed to others");
  }

  private Check disk() {
    try {
      long free = Files.getFileStore(home.root()).getUsableSpace();
      String detail = (free >> 20) + " MiB are free";
      if (free < TOO_LITTLE_BYTES) {
        return Check.fail("disk", detail, "make room: nothing is done that cannot be recorded");
      }
      return free < LITTLE_BYTES
          ? Check.warn("disk", detail, "make room soon")
          : Check.ok("disk", detail);
    } catch (IOException e) {
      return Check.fail("disk", "the file system cannot be examined", "df " + home.root());
    }
  }

  /// Connections, SQLite files and pipes of commands all take one.
  private static Optional<Check> descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? Optional.of(
            descriptors(unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount()))
        : Optional.empty();
  }

  static Check descriptors(long open, long most) {
    String detail = open + " of " + most + " are open";
    if (open > most - most / 5) {
      return Check.fail("open files", detail, "alpi daemon restart");
    }
    return most < FEW_DESCRIPTORS
        ? Check.warn("open files", detail + ": few for many commands at once", "ulimit -n 8192")
        : Check.ok("open files", detail);
  }

  private Check staged() {
    if (!Files.isDirectory(home.staged(), LinkOption.NOFOLLOW_LINKS)) {
      return Check.ok("staged files", "none are left over");
    }
    Instant old = time.now().minus(STALE);
    try (Stream<Path> files = Files.list(home.staged())) {
      long stale = files.filter(file -> modified(file).isBefore(old)).count();
      return stale == 0
          ? Check.ok("staged files", "none are left over")
          : Check.warn(
              "staged files",
              stale + " files of clients that died are left over",
              "rm " + home.staged() + "/*");
    } catch (IOException e) {
      return Check.warn("staged files", home.staged() + " cannot be listed", "ls " + home.staged());
    }
  }

  private Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
    } catch (IOException _) {
      return time.now();
    }
  }

  private Check program(String name, String file, String without, String fix) {
    Optional<Path> found =
        searchPath.stream().map(dir -> dir.resolve(file)).filter(Files::isExecutable).findFirst();
    return found
        .map(path -> Check.ok(name, path.toString()))
        .orElseGet(() -> Check.warn(name, file + " is not installed: " + without, fix));
  }
}
