package alpi.daemon.sandbox;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Ids;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.config.SandboxConfig;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.policy.shell.CommandPlan;
import alpi.daemon.policy.shell.PlainPipeline.Errors;
import alpi.daemon.policy.shell.PlainPipeline.Stage;
import alpi.daemon.policy.shell.PlainPipeline.Step;
import alpi.daemon.policy.shell.ShellNode.Joint;
import alpi.daemon.sandbox.wall.BubblewrapArguments;
import alpi.daemon.sandbox.wall.Enclosure;
import alpi.daemon.sandbox.wall.Mount;
import alpi.daemon.sandbox.wall.Network;
import alpi.daemon.sandbox.wall.PlanScript;
import alpi.daemon.sandbox.wall.Processor;
import alpi.daemon.sandbox.wall.SyscallFilter;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Runs each command behind a wall of its own, built by bubblewrap: it sees the system's programs,
/// its workspace and nothing else of the machine; its processes, its network, its temporary files
/// and its home are its own and end with it. What cannot be walled is refused, never run outside.
public final class BubblewrapSandbox implements Sandbox {
  private static final int MAX_NAMED = 5;
  private static final Path GATE = Path.of("/run/alpi/gate");

  /// The kernel's limit lies a little above ours, so that a run which meets it is ended and told.
  private static final int SPARE_PROCESSES = 16;

  private final WallParts parts;
  private final ChildEnvironment environment;
  private final BinaryLookup programs;
  private final AtomicReference<Optional<FolderReader>> reader =
      new AtomicReference<>(Optional.empty());
  private final Bubblewrap bubblewrap;

  /// @param ours the environment of this process, of which little is handed on
  public BubblewrapSandbox(Map<String, String> ours, WallParts parts) {
    this.parts = parts;
    this.environment = new ChildEnvironment(ours);
    this.programs = new BinaryLookup(environment.path());
    this.bubblewrap = new Bubblewrap(programs, Processor.of(System.getProperty("os.arch", "")));
  }

  /// Removes what runs of an earlier process left. Must be called while none runs.
  public void sweep() {
    Kit.sweep(parts.kits());
  }

  @Override
  public String name() {
    return "bubblewrap";
  }

  @Override
  public Ids ids() {
    return parts.ids();
  }

  /// Makes sure that a wall can be built.
  ///
  /// @throws Problem `sandbox_unavailable`
  public void require() throws InterruptedException {
    try (Kit kit = Kit.open(parts.kits(), parts.ids().next('x'))) {
      var _ = standing(kit);
    }
  }

  /// Why no wall can be built here now; empty when one can.
  public Optional<Problem> problem() throws InterruptedException {
    try {
      require();
      return Optional.empty();
    } catch (Problem problem) {
      return Optional.of(problem);
    }
  }

  private Bubblewrap.Standing standing(Kit kit) throws InterruptedException {
    if (reader.get().isEmpty()) {
      // Not before it is needed: it costs a daemon's start some milliseconds.
      reader.set(FolderReader.load());
    }
    if (reader.get().isEmpty() || parts.children().natives().isEmpty()) {
      throw Bubblewrap.unavailable(
          "it is built by bubblewrap, on Linux",
          "Run commands in an attended chat, where you decide.");
    }
    return bubblewrap.require(kit);
  }

  @Override
  public Finished run(Execution execution, Cancel cancel, String id, Capture out, Capture err)
      throws InterruptedException {
    return run(execution, cancel, id, out, err, bridge(execution.network()));
  }

  /// Stands before a command that may reach a proxy.
  private static Optional<Companion> bridge(Network network) {
    return switch (network) {
      case Network.None() -> Optional.empty();
      case Network.Through(Path socket, var _) -> {
        if (!Files.exists(socket)) {
          throw Bubblewrap.unavailable("the gate to the network is not there", "Try again.");
        }
        yield Optional.of(
            new Companion(
                Bridge.class, List.of(GATE.toString()), List.of(new Mount.Shown(socket, GATE))));
      }
    };
  }

  /// Where programs look for the proxy.
  private static Map<String, String> proxies(Network.Through gate) {
    String login = gate.login().map(each -> each + "@").orElse("");
    String proxy = "http://" + login + "127.0.0.1:" + Bridge.PORT;
    var names = new HashMap<String, String>();
    for (String name : List.of("http_proxy", "https_proxy", "all_proxy")) {
      names.put(name, proxy);
      names.put(name.toUpperCase(Locale.ROOT), proxy);
    }
    names.put("no_proxy", "localhost,127.0.0.1,::1");
    names.put("NO_PROXY", "localhost,127.0.0.1,::1");
    return names;
  }

  /// Runs a command to its end and keeps nothing of what it puts out.
  ///
  /// @param watcher is told all of it
  /// @throws Problem as [Sandbox#run]
  public Finished stream(Execution execution, Cancel cancel, Watcher watcher)
      throws InterruptedException {
    PrivateFiles.directory(execution.spill());
    String id = ids().next('x');
    int keep = execution.keepBytes();
    Path spill = execution.spill();
    try (var out =
            new Capture(
                keep, spill.resolve(id + ".out"), Optional.of(b -> watcher.told(false, b)));
        var err =
            new Capture(
                keep, spill.resolve(id + ".err"), Optional.of(b -> watcher.told(true, b)))) {
      return run(execution, cancel, id, out, err);
    } finally {
      discard(spill.resolve(id + ".out"));
      discard(spill.resolve(id + ".err"));
    }
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "An output could not be removed.").because(e);
    }
  }

  /// @param companion started before the command, which it is handed
  Finished run(
      Execution execution,
      Cancel cancel,
      String id,
      Capture out,
      Capture err,
      Optional<Companion> companion)
      throws InterruptedException {
    PrivateFiles.directory(execution.spill());
    Path workspace = execution.cwd();
    try (Kit kit = Kit.open(parts.kits(), id)) {
      Bubblewrap.Standing with = standing(kit);
      var view = new WorkspaceView(parts, workspace);
      view.check();
      List<Path> places = parts.places().take(workspace, workspace.equals(parts.userHome()));
      try {
        kit.places(places);
        return guarded(
            with, execution, cancel, new Scene(id, kit, view, places, companion, out, err));
      } finally {
        parts.places().giveBack(places);
      }
    }
  }

  /// One run while it goes on.
  private record Scene(
      String id,
      Kit kit,
      WorkspaceView view,
      List<Path> places,
      Optional<Companion> companion,
      Capture out,
      Capture err) {}

  private Finished guarded(
      Bubblewrap.Standing with, Execution execution, Cancel cancel, Scene scene)
      throws InterruptedException {
    List<Guarded> before = scene.view().scan(reader.get().orElseThrow());
    Kit kit = scene.kit();
    List<Mount> mounts = new ArrayList<>();
    mounts.addAll(scene.view().mounts(kit, before, scene.places()));
    scene.companion().ifPresent(each -> mounts.addAll(each.shown(kit)));
    Path words = kit.put("words", words(with, mounts, execution, scene), "r--------");
    Path filter =
        kit.put(
            "filter", SyscallFilter.program(with.processor(), networked(execution)), "r--------");
    Path status = kit.put("status", new byte[0], "rw-------");
    List<String> argv = Bubblewrap.launch(with, words, filter, status);
    scene.companion().ifPresent(each -> argv.addAll(each.words()));
    argv.addAll(limited(with, parts.settings().get().limits()));
    argv.addAll(command(execution.plan()));
    List<String> notes = new ArrayList<>();
    Finished finished;
    try {
      finished = started(argv, execution, cancel, scene);
    } finally {
      settle(execution.cwd(), before, scene, notes);
    }
    if (finished.end() == Finished.End.EXITED && !Bubblewrap.ran(kit.read("status"))) {
      finished = unfinished(finished);
    }
    for (String note : notes) {
      finished = finished.with(note);
    }
    return finished;
  }

  /// The command never ran, or somebody ended its wall from outside.
  private static Finished unfinished(Finished finished) {
    if (finished.exit() > 128) {
      return finished.with("its sandbox was ended from outside");
    }
    throw Bubblewrap.unavailable(
        "it could not be built (" + finished.err().text().strip() + ")",
        "See `alpi sandbox status`.");
  }

  private byte[] words(
      Bubblewrap.Standing with, List<Mount> mounts, Execution execution, Scene scene) {
    var enclosure = new Enclosure(with.user(), mounts, execution.cwd(), inside(execution, scene));
    try {
      return BubblewrapArguments.of(enclosure);
    } catch (IllegalArgumentException e) {
      throw Problem.of(
              ErrorCode.TOO_LARGE,
              "The workspace holds more protected files than a sandbox can guard.",
              "Work in a smaller folder.")
          .because(e);
    }
  }

  private Map<String, String> inside(Execution execution, Scene scene) {
    Map<String, String> all =
        new HashMap<>(environment.of(execution.environment(), execution.cwd(), scene.id()));
    all.remove("TMPDIR");
    all.put("HOME", scene.view().home().toString());
    if (execution.network() instanceof Network.Through gate) {
      all.putAll(proxies(gate));
    }
    all.put("GIT_CONFIG_COUNT", "2");
    all.put("GIT_CONFIG_KEY_1", "core.excludesFile");
    all.put("GIT_CONFIG_VALUE_1", "/etc/alpi-ignored");
    return all;
  }

  private static boolean networked(Execution execution) {
    return execution.network() instanceof Network.Through;
  }

  /// What the kernel holds each process to; the number of processes counts inside the wall only.
  private static List<String> limited(Bubblewrap.Standing with, SandboxConfig.Limits limits) {
    return List.of(
        with.prlimit().toString(),
        "--core=0",
        "--nproc=" + (limits.processes() + SPARE_PROCESSES),
        "--nofile=" + limits.openFiles(),
        "--fsize=" + limits.fileSize().bytes(),
        "--data=" + limits.memory().bytes(),
        "--");
  }

  private List<String> command(CommandPlan plan) {
    boolean bash =
        switch (plan) {
          case CommandPlan.Plain _ -> false;
          case CommandPlan.Script(_, boolean needsBash) -> needsBash;
        };
    String shell = HostSandbox.shell(programs, bash);
    return new PlanScript(name -> programs.locate(name, Path.of("/")), shell).command(plan);
  }

  private Finished started(List<String> argv, Execution execution, Cancel cancel, Scene scene)
      throws InterruptedException {
    parts.children().ready(programs, environment.path());
    var tree = new ProcessTree(parts.children(), parts.time(), scene.id());
    var starter = new Starter(environment, programs, parts.children(), tree, scene.id());
    var watch = new UseWatch(parts.settings().get().limits(), free(execution.cwd()), parts.time());
    var run =
        new Run(
            execution,
            cancel,
            starter,
            tree,
            new Ends(parts.sensitive()),
            parts.time(),
            scene.out(),
            scene.err(),
            watch);
    var stage = new Stage(argv, Map.of(), Optional.empty(), Optional.empty(), new Errors.Apart());
    return run.steps(List.of(new Step(Joint.ALWAYS, false, List.of(stage))));
  }

  private static LongSupplier free(Path folder) {
    try {
      FileStore store = Files.getFileStore(folder);
      return () -> {
        try {
          return store.getUsableSpace();
        } catch (IOException gone) {
          return Long.MAX_VALUE;
        }
      };
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "The disk of the workspace cannot be examined.")
          .because(e);
    }
  }

  /// Looks at what the run left.
  private void settle(Path workspace, List<Guarded> before, Scene scene, List<String> notes) {
    try {
      List<Guarded> after = scene.view().scan(reader.get().orElseThrow());
      List<Path> found =
          new Disarm(workspace, scene.id()).settle(before, after, parts.places()::holds);
      if (!found.isEmpty()) {
        parts
            .journal()
            .accept(
                Draft.of(EventKind.SANDBOX_DISARMED, Actor.SYSTEM)
                    .with("run", scene.id())
                    .with("files", found.size())
                    .with("reason", "protected names were made inside the sandbox"));
        notes.add("renamed or put back, because commands may not make them: " + named(found));
      }
    } catch (Problem problem) {
      notes.add("what it left was not checked for protected names: " + problem.sentence());
    }
  }

  private static String named(List<Path> found) {
    String some =
        found.stream().limit(MAX_NAMED).map(Path::toString).collect(Collectors.joining(", "));
    return found.size() <= MAX_NAMED ? some : some + " and " + (found.size() - MAX_NAMED) + " more";
  }
}
