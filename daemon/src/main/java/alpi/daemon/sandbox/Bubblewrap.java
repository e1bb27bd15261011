package alpi.daemon.sandbox;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.sandbox.wall.BubblewrapArguments;
import alpi.daemon.sandbox.wall.Enclosure;
import alpi.daemon.sandbox.wall.Mount;
import alpi.daemon.sandbox.wall.Processor;
import alpi.daemon.sandbox.wall.SyscallFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// The program that builds walls, as it is on this machine: where it lies, and whether the kernel
/// lets it. A wall that stood once is taken to stand again; one that did not is tried anew each
/// time.
final class Bubblewrap {
  static final String INSTALL = "Install it: apt-get install bubblewrap";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Path ROOT = Path.of("/");
  private static final int MAX_REASON = 300;

  /// Commands stand back behind the daemon, but not behind everything else.
  private static final String NICENESS = "5";

  private final BinaryLookup programs;
  private final Optional<Processor> processor;
  private final AtomicReference<Optional<Standing>> standing =
      new AtomicReference<>(Optional.empty());

  Bubblewrap(BinaryLookup programs, Optional<Processor> processor) {
    this.programs = programs;
    this.processor = processor;
  }

  /// What a wall is built with.
  ///
  /// @param user whether it has a user namespace of its own
  record Standing(
      Path bubblewrap, Path prlimit, Path nice, Path shell, Processor processor, boolean user) {}

  /// @param kit takes the files of a trial
  /// @throws Problem `sandbox_unavailable`, with what is missing and what to do
  Standing require(Kit kit) throws InterruptedException {
    Optional<Standing> known = standing.get();
    if (known.isPresent()) {
      return known.get();
    }
    Standing wanted =
        new Standing(
            program("bwrap", "bubblewrap"),
            program("prlimit", "util-linux"),
            program("nice", "coreutils"),
            program("sh", "dash"),
            processor.orElseThrow(() ->
                unavailable(
                    "no filter of system calls is known for this processor",
                    "Use another machine.")),
            true);
    Optional<String> refused = attempt(wanted, kit);
    if (refused.isPresent()) {
      wanted =
          new Standing(
              wanted.bubblewrap(),
              wanted.prlimit(),
              wanted.nice(),
              wanted.shell(),
              wanted.processor(),
              false);
      if (attempt(wanted, kit).isPresent()) {
        throw unavailable(
            "bubblewrap is there and cannot build it: " + refused.get(),
            "Allow user namespaces: sysctl kernel.unprivileged_userns_clone=1,"
                + " user.max_user_namespaces and, on Ubuntu,"
                + " kernel.apparmor_restrict_unprivileged_userns=0.");
      }
    }
    standing.set(Optional.of(wanted));
    return wanted;
  }

  private Path program(String name, String pack) {
    return programs
        .locate(name, ROOT)
        .orElseThrow(() ->
            unavailable(
                "the program " + name + " is not installed",
                name.equals("bwrap") ? INSTALL : "Install it: apt-get install " + pack));
  }

  static Problem unavailable(String why, String what) {
    return Problem.of(
        ErrorCode.SANDBOX_UNAVAILABLE,
        "There is no sandbox to run the command in: " + why + ".",
        what);
  }

  /// The words before a command that build a wall around it.
  ///
  /// @param words what bubblewrap is told, a file
  /// @param filter of system calls, a file
  /// @param status takes what bubblewrap says of the run, a file
  static List<String> launch(Standing with, Path words, Path filter, Path status) {
    String script =
        """
        exec %d<"$1" %d<"$2" %d>"$3" || exit 125
        shift 3
        exec "$@"
        """
            .formatted(
                BubblewrapArguments.FILTER,
                BubblewrapArguments.ARGUMENTS,
                BubblewrapArguments.STATUS);
    return new ArrayList<>(
        List.of(
            with.shell().toString(),
            "-c",
            script,
            "alpi-wall",
            filter.toString(),
            words.toString(),
            status.toString(),
            with.nice().toString(),
            "-n",
            NICENESS,
            with.bubblewrap().toString(),
            "--args",
            Integer.toString(BubblewrapArguments.ARGUMENTS),
            "--"));
  }

  /// Whether bubblewrap says that the command ran to an end.
  static boolean ran(String status) {
    return status.contains("\"exit-code\"");
  }

  /// Why no wall stands; empty when one does.
  private Optional<String> attempt(Standing with, Kit kit) throws InterruptedException {
    List<Mount> mounts = new ArrayList<>(new SystemTree().programs());
    mounts.addAll(new SystemTree().processes(kit.put("nothing", new byte[0], "---------")));
    mounts.add(new Mount.Devices(Path.of("/dev"), 1 << 20));
    mounts.add(new Mount.Scratch(Path.of("/tmp"), 1 << 20, "1777"));
    var enclosure = new Enclosure(with.user(), mounts, ROOT, Map.of("PATH", "/usr/bin:/bin"));
    Path words = kit.put("trial", BubblewrapArguments.of(enclosure), "r--------");
    Path filter =
        kit.put("trial.filter", SyscallFilter.program(with.processor(), false), "r--------");
    Path status = kit.put("trial.status", new byte[0], "rw-------");
    List<String> argv = launch(with, words, filter, status);
    argv.addAll(List.of(with.prlimit().toString(), "--core=0", with.shell().toString(), "-c", ":"));
    try {
      Process process = new ProcessBuilder(argv).directory(ROOT.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return Optional.of("it does not end");
      }
      String said =
          new String(process.getErrorStream().readNBytes(MAX_REASON), StandardCharsets.UTF_8);
      return process.exitValue() == 0 && ran(kit.read("trial.status"))
          ? Optional.empty()
          : Optional.of(said.isBlank() ? "exit " + process.exitValue() : said.strip());
    } catch (IOException e) {
      return Optional.of("it cannot be started");
    }
  }
}
