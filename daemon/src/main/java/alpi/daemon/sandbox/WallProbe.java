package alpi.daemon.sandbox;

import alpi.daemon.base.Cancel;
import alpi.daemon.policy.shell.CommandPlan;
import alpi.daemon.sandbox.wall.KernelProbe;
import alpi.daemon.sandbox.wall.Processor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Asks the kernel from behind a wall whether it refuses what it should.
final class WallProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int KEEP_BYTES = 16 << 10;

  private WallProbe() {}

  /// How the kernel must answer, by the name of what was tried.
  static Map<String, Integer> expected() {
    return KernelProbe.expected();
  }

  /// How it answers.
  static Map<String, Integer> answers(BubblewrapSandbox sandbox, Path workspace, Path spill)
      throws InterruptedException {
    Processor processor = Processor.of(System.getProperty("os.arch", "")).orElseThrow();
    List<String> calls = KernelProbe.calls(processor);
    var execution =
        new Execution(
            new CommandPlan.Script(":", false), workspace, Map.of(), PATIENCE, KEEP_BYTES, spill);
    String id = sandbox.ids().next('x');
    try (var out = new Capture(KEEP_BYTES, spill.resolve(id + ".out"));
        var err = new Capture(KEEP_BYTES, spill.resolve(id + ".err"))) {
      var companion = new Companion(Probe.class, calls, List.of());
      Finished finished =
          sandbox.run(execution, new Cancel(), id, out, err, Optional.of(companion));
      return read(finished.out().text());
    }
  }

  private static Map<String, Integer> read(String text) {
    var answers = new TreeMap<String, Integer>();
    text.lines()
        .filter(line -> line.contains("="))
        .forEach(line -> {
          int at = line.indexOf('=');
          answers.put(line.substring(0, at), Integer.parseInt(line.substring(at + 1)));
        });
    return answers;
  }
}
