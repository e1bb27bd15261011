package alpi.daemon.sandbox;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.shell.CommandPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A process that runs one script as the daemon would, and is killed meanwhile.
final class Doomed {
  private Doomed() {}

  /// @param args the home, the folder to work in, the script
  public static void main(String[] args) throws InterruptedException {
    var home = new Home(Path.of(args[0]));
    Path work = Path.of(args[1]);
    var ids = new Ids(Time.system(), RandomGenerator.of("L64X128MixRandom"));
    var sandbox =
        new HostSandbox(
            Map.of("PATH", "/usr/local/bin:/usr/bin:/bin"),
            new SensitivePaths(home, ProfileName.DEFAULT),
            new Children(Natives.load(), Optional.of(new Watchdog(home, ids))),
            Time.system(),
            ids);
    var execution =
        new Execution(
            new CommandPlan.Script(args[2], true),
            work,
            Map.of(),
            Duration.ofMinutes(10),
            Execution.DEFAULT_KEEP_BYTES,
            work.resolve("spill"));
    var _ = sandbox.run(execution, new Cancel());
  }
}
