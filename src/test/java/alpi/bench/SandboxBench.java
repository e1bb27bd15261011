package alpi.bench;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.shell.CommandPlan;
import alpi.daemon.policy.shell.PlainPipeline;
import alpi.daemon.policy.shell.ShellNode.Joint;
import alpi.daemon.sandbox.BubblewrapSandbox;
import alpi.daemon.sandbox.Children;
import alpi.daemon.sandbox.Execution;
import alpi.daemon.sandbox.Finished;
import alpi.daemon.sandbox.HostSandbox;
import alpi.daemon.sandbox.Natives;
import alpi.daemon.sandbox.Places;
import alpi.daemon.sandbox.Sandbox;
import alpi.daemon.sandbox.WallParts;
import alpi.daemon.sandbox.wall.Network;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// What it costs to run `true` behind a wall, beside running it on the machine: in an empty
/// workspace, with a way to a proxy, and in a workspace of ten thousand files.
final class SandboxBench {
  private static final int WARM_UP = 30;
  private static final int RUNS = 100;
  private static final int GATED_RUNS = 30;
  private static final int FILES = 10_000;
  private static final int FILES_OF_A_FOLDER = 50;

  private SandboxBench() {}

  public static void main(String[] arguments) throws Exception {
    try (Scratch scratch = Scratch.shortNamed("alpi-sandbox-bench");
        var gate = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Path base = scratch.path().toRealPath();
      Path socket = base.resolve("gate");
      gate.bind(UnixDomainSocketAddress.of(socket));
      Path small = Files.createDirectories(base.resolve("small"));
      Path large = Files.createDirectories(base.resolve("large"));
      fill(large);
      var home = new Home(base.resolve("home"));
      var ids = new Ids(Time.system(), new Random(1));
      var sensitive = new SensitivePaths(home, ProfileName.DEFAULT);
      var children = new Children(Natives.load());
      var variables = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin");
      var host = new HostSandbox(variables, sensitive, children, Time.system(), ids);
      var parts =
          new WallParts(
              home,
              base.resolve("kits"),
              base.resolve("user"),
              sensitive,
              children,
              new Places(),
              () -> ProfileConfig.defaults().sandbox(),
              _ -> {},
              Time.system(),
              ids);
      var wall = new BubblewrapSandbox(variables, parts);
      var through = new Network.Through(socket);
      double machine = measure("host", host, execution(small, Network.NONE), RUNS, 0);
      measure("sandbox", wall, execution(small, Network.NONE), RUNS, machine);
      measure("sandbox, 10,000 files", wall, execution(large, Network.NONE), RUNS, machine);
      measure("sandbox with a gate", wall, execution(small, through), GATED_RUNS, machine);
    }
  }

  private static void fill(Path folder) throws IOException {
    for (int i = 0; i < FILES; i++) {
      Path sub = folder.resolve("d" + i / FILES_OF_A_FOLDER);
      if (i % FILES_OF_A_FOLDER == 0) {
        Files.createDirectories(sub);
      }
      Files.createFile(sub.resolve("file" + i + ".txt"));
    }
  }

  private static Execution execution(Path folder, Network network) {
    var stage =
        new PlainPipeline.Stage(
            List.of("true"),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            new PlainPipeline.Errors.Apart());
    var step = new PlainPipeline.Step(Joint.ALWAYS, false, List.of(stage));
    return new Execution(
        new CommandPlan.Plain(new PlainPipeline(List.of(step))),
        folder,
        Map.of(),
        Duration.ofMinutes(1),
        Execution.DEFAULT_KEEP_BYTES,
        folder.resolveSibling("spill"),
        network);
  }

  private static double measure(
      String what, Sandbox sandbox, Execution execution, int runs, double machine)
      throws InterruptedException {
    for (int i = 0; i < WARM_UP; i++) {
      once(sandbox, execution);
    }
    double[] millis = new double[runs];
    for (int i = 0; i < runs; i++) {
      long from = System.nanoTime();
      once(sandbox, execution);
      millis[i] = (System.nanoTime() - from) / 1e6;
    }
    Arrays.sort(millis);
    double median = millis[runs / 2];
    System.out.printf(
        "%-24s median %6.1f ms  p90 %6.1f ms  ratio %4.1f%n",
        what, median, millis[runs * 9 / 10], machine == 0 ? 1 : median / machine);
    return median;
  }

  private static void once(Sandbox sandbox, Execution execution) throws InterruptedException {
    Finished finished = sandbox.run(execution, new Cancel());
    if (finished.exit() != 0) {
      throw new IllegalStateException(finished.toString());
    }
  }
}
