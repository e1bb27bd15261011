package alpi.daemon.host.verb;

import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.config.Posture;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.config.SandboxConfig;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.policy.shell.CommandPlan;
import alpi.daemon.policy.shell.PlainPipeline;
import alpi.daemon.policy.shell.ShellNode.Joint;
import alpi.daemon.sandbox.Execution;
import alpi.daemon.sandbox.Finished;
import alpi.daemon.sandbox.SandboxChoice;
import alpi.daemon.sandbox.SelfCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.node.ObjectNode;

/// The operating system's sandbox: what there is of it, whether it holds, and a command inside it.
public final class SandboxVerbs {
  /// Most words of a command.
  static final int MAX_WORDS = 1_000;

  /// Most characters of a command.
  static final int MAX_CHARS = 64 << 10;

  private static final Duration MAX_LIFE = Duration.ofHours(24);

  private final Rooms rooms;
  private final Path userHome;

  /// @param userHome the owner's home folder
  public SandboxVerbs(Rooms rooms, Path userHome) {
    this.rooms = rooms;
    this.userHome = userHome;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.sandbox.status",
                "Says whether commands can be put into a sandbox here, and which ones are.",
                "{}")
            .serve(ProfileOnly.class, Status.class, this::status),
        HostVerb.named(
                "host.sandbox.test", "Tries from inside a sandbox what it must hold back.", "{}")
            .mutating()
            .fails(ErrorCode.SANDBOX_UNAVAILABLE)
            .serve(ProfileOnly.class, Tested.class, this::test),
        HostVerb.named(
                "host.sandbox.run",
                "Runs a command inside a sandbox around a folder, and streams what it puts out.",
                "{\"cwd\":\"/home/ana/work\",\"argv\":[\"make\",\"test\"]}")
            .mutating()
            .streaming()
            .fails(
                ErrorCode.SANDBOX_UNAVAILABLE,
                ErrorCode.DENIED,
                ErrorCode.NOT_FOUND,
                ErrorCode.TOO_LARGE)
            .serve(RunCommand.class, Ran.class, this::run));
  }

  private Status status(ProfileOnly params, Call call) throws InterruptedException {
    ProfileRooms profile = rooms.of(params.profile());
    ProfileConfig config = profile.settings().current().config();
    Optional<Problem> problem = profile.sandboxes().wall().problem();
    return new Status(
        config.sandbox().mode().name().toLowerCase(Locale.ROOT),
        problem.isEmpty(),
        profile.sandboxes().wall().name(),
        problem.map(Problem::sentence),
        problem.flatMap(Problem::hint),
        where(config, false, problem.isEmpty()),
        where(config, true, problem.isEmpty()),
        LimitsView.of(config.sandbox().limits()));
  }

  private static String where(ProfileConfig config, boolean alone, boolean available) {
    Posture posture = config.posture();
    boolean walled = SandboxChoice.walled(config.sandbox().mode(), posture, alone);
    return !walled ? "host" : available ? "sandbox" : "refused";
  }

  private Tested test(ProfileOnly params, Call call) throws InterruptedException {
    ProfileRooms profile = rooms.of(params.profile());
    var check = new SelfCheck(profile.sandboxes().wall(), profile.home().dir(), userHome);
    List<Check> checks =
        check.run().stream()
            .map(line ->
                line.holds()
                    ? Check.ok(line.name(), "holds")
                    : Check.fail(line.name(), "found: " + line.found(), "alpi sandbox status"))
            .toList();
    return new Tested(checks, checks.stream().allMatch(each -> each.status().equals("ok")));
  }

  private Ran run(RunCommand params, Call call) throws InterruptedException {
    ProfileRooms profile = rooms.of(params.profile());
    Execution execution = execution(params, profile);
    byte[] words = String.join("\0", params.argv()).getBytes(StandardCharsets.UTF_8);
    profile
        .journal()
        .append(
            Draft.of(EventKind.SANDBOX_STARTED, call.actor())
                .with("argv_sha", Sha256.of(words).hex())
                .with("words", params.argv().size()));
    var cancel = new Cancel();
    var feed = new Feed(call);
    Finished finished =
        profile.sandboxes().wall().stream(
            execution,
            cancel,
            (error, bytes) -> {
              feed.tell(error, bytes);
              if (Thread.currentThread().isInterrupted()) {
                cancel.fire();
              }
            });
    String end = finished.end().name().toLowerCase(Locale.ROOT);
    profile
        .journal()
        .append(
            Draft.of(EventKind.SANDBOX_ENDED, call.actor())
                .with("end", end)
                .with("exit", finished.exit())
                .with("ms", finished.took().toMillis()));
    return new Ran(finished.exit(), end, finished.notes(), finished.took().toMillis());
  }

  /// What a command puts out on its way to the client, from two threads in one order.
  private static final class Feed {
    private final Call call;

    /// Guards the position.
    private final ReentrantLock lock = new ReentrantLock();

    private long position;

    Feed(Call call) {
      this.call = call;
    }

    void tell(boolean error, byte[] bytes) {
      ObjectNode event =
          Json.object()
              .put("kind", "output")
              .put("stream", error ? "err" : "out")
              .put("data", Base64.getEncoder().encodeToString(bytes));
      lock.lock();
      try {
        call.stream().send(++position, event);
      } finally {
        lock.unlock();
      }
    }
  }

  private static Execution execution(RunCommand params, ProfileRooms profile) {
    int chars = params.argv().stream().mapToInt(String::length).sum();
    boolean nul = params.argv().stream().anyMatch(word -> word.indexOf('\0') >= 0);
    if (params.argv().isEmpty() || params.argv().getFirst().isEmpty() || nul) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `argv` names a program to run.");
    }
    if (params.argv().size() > MAX_WORDS || chars > MAX_CHARS) {
      throw Problem.of(ErrorCode.TOO_LARGE, "The command is too long.");
    }
    var stage =
        new PlainPipeline.Stage(
            params.argv(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            new PlainPipeline.Errors.Apart());
    var step = new PlainPipeline.Step(Joint.ALWAYS, false, List.of(stage));
    return new Execution(
        new CommandPlan.Plain(new PlainPipeline(List.of(step))),
        folder(params.cwd()),
        Map.of(),
        MAX_LIFE,
        2,
        profile.home().background());
  }

  private static Path folder(String cwd) {
    try {
      Path path = Path.of(cwd);
      if (!path.isAbsolute()) {
        throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `cwd` is an absolute path.");
      }
      return path.toRealPath();
    } catch (InvalidPathException | IOException e) {
      throw Problem.of(ErrorCode.NOT_FOUND, "There is no folder " + cwd + ".").because(e);
    }
  }

  /// @param mode auto, required or off
  /// @param available whether one can be built here, now
  /// @param kind what builds it
  /// @param reason why none can be built
  /// @param fix what to do about that
  /// @param attended where commands of your own turns run: host, sandbox or refused
  /// @param unattended where those of runs do that nobody attends by their nature
  record Status(
      String mode,
      boolean available,
      String kind,
      Optional<String> reason,
      Optional<String> fix,
      String attended,
      String unattended,
      LimitsView limits) {}

  /// Amounts as they are written in config.yaml.
  record LimitsView(
      String memory,
      int processes,
      int openFiles,
      String fileSize,
      String scratch,
      String output,
      String diskReserve) {
    static LimitsView of(SandboxConfig.Limits limits) {
      return new LimitsView(
          limits.memory().toString(),
          limits.processes(),
          limits.openFiles(),
          limits.fileSize().toString(),
          limits.scratch().toString(),
          limits.output().toString(),
          limits.diskReserve().toString());
    }
  }

  record Tested(List<Check> checks, boolean ok) {}

  /// @param cwd the folder that may be changed; absolute
  /// @param argv the program and its arguments, read by no shell
  record RunCommand(Optional<String> profile, String cwd, List<String> argv) {}

  /// @param end exited, timed_out, cancelled or over_limit
  /// @param notes what the sandbox has to say about it
  record Ran(int exit, String end, List<String> notes, long millis) {}
}
