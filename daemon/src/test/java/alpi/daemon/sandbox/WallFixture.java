package alpi.daemon.sandbox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.config.ByteSize;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.config.SandboxConfig;
import alpi.daemon.journal.Draft;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.shell.CommandPlan;
import alpi.daemon.sandbox.wall.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// A wall around a workspace, with an owner's home and a home of ours that hold canaries.
final class WallFixture {
  static final String CANARY = "canary-4711";

  final Path dir;
  final Path work;
  final Path userHome;
  final Home home;
  final SensitivePaths sensitive;
  final Places places = new Places();
  final List<Draft> events = Collections.synchronizedList(new ArrayList<>());
  final Map<String, String> variables;
  SandboxConfig settings = ProfileConfig.defaults().sandbox();
  final BubblewrapSandbox sandbox;

  WallFixture(Path base) {
    this(base, "/usr/local/bin:/usr/bin:/bin");
  }

  /// @param path where programs are looked for
  WallFixture(Path base, String path) {
    try {
      dir = base.toRealPath();
      work = Files.createDirectories(dir.resolve("work"));
      userHome = Files.createDirectories(dir.resolve("home/ana"));
      home = new Home(userHome.resolve(".alpi"));
      Files.createDirectories(home.root());
      Files.writeString(home.root().resolve(".env"), "KEY=" + CANARY);
      Files.writeString(userHome.resolve("diary.txt"), CANARY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    variables =
        Map.of(
            "PATH",
            path,
            "HOME",
            userHome.toString(),
            "SECRET_TOKEN",
            CANARY,
            "SSH_AUTH_SOCK",
            userHome.resolve("agent").toString());
    sensitive = new SensitivePaths(home, ProfileName.DEFAULT);
    sandbox = new BubblewrapSandbox(variables, parts());
  }

  WallParts parts() {
    return new WallParts(
        home,
        home.profile(ProfileName.DEFAULT).sandboxes(),
        userHome,
        sensitive,
        new Children(Natives.load()),
        places,
        () -> settings,
        events::add,
        Time.system(),
        new Ids(Time.system(), RandomGenerator.of("L64X128MixRandom")));
  }

  /// With other limits: processes at once, and the rest in MiB.
  WallFixture limited(int processes, long memory, long scratch, long output) {
    settings =
        new SandboxConfig(
            settings.mode(),
            settings.read(),
            new SandboxConfig.Limits(
                mebibytes(memory),
                processes,
                256,
                mebibytes(8),
                mebibytes(scratch),
                mebibytes(output),
                mebibytes(1)));
    return this;
  }

  private static ByteSize mebibytes(long count) {
    return new ByteSize(count << 20);
  }

  /// Skips where the machine lets nobody build a wall.
  WallFixture orSkip() {
    try {
      sandbox.require();
    } catch (Problem problem) {
      assumeTrue(false, problem.sentence());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  Execution script(String text, Duration timeout) {
    return new Execution(
        new CommandPlan.Script(text, false),
        work,
        Map.of(),
        timeout,
        1 << 16,
        dir.resolve("spill"));
  }

  /// With a way to the proxy that listens there.
  Finished through(Path socket, String script) throws InterruptedException {
    Execution plain = script(script, Duration.ofSeconds(60));
    return sandbox.run(
        new Execution(
            plain.plan(),
            plain.cwd(),
            plain.environment(),
            plain.timeout(),
            plain.keepBytes(),
            plain.spill(),
            new Network.Through(socket)),
        new Cancel());
  }

  Finished run(String script) throws InterruptedException {
    return sandbox.run(script(script, Duration.ofSeconds(60)), new Cancel());
  }

  /// What the script puts out.
  String says(String script) throws InterruptedException {
    Finished finished = run(script);
    return finished.out().text().strip();
  }
}
