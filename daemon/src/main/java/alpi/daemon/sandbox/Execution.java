package alpi.daemon.sandbox;

import alpi.daemon.policy.shell.CommandPlan;
import alpi.daemon.sandbox.wall.Network;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// A command to run.
///
/// @param plan as judged
/// @param environment added to the safe part of ours
/// @param timeout after which it is ended
/// @param keepBytes how much of each output is kept in memory: half from the start, half from the
///   end
/// @param spill the folder that takes complete outputs which are longer
/// @param network what a command behind the wall reaches; one on the machine itself reaches all
public record Execution(
    CommandPlan plan,
    Path cwd,
    Map<String, String> environment,
    Duration timeout,
    int keepBytes,
    Path spill,
    Network network) {
  /// Kept of each output when nothing else is said.
  public static final int DEFAULT_KEEP_BYTES = 64 << 10;

  /// Behind the wall without a network.
  public Execution(
      CommandPlan plan,
      Path cwd,
      Map<String, String> environment,
      Duration timeout,
      int keepBytes,
      Path spill) {
    this(plan, cwd, environment, timeout, keepBytes, spill, Network.NONE);
  }

  public Execution {
    environment = Map.copyOf(environment);
    if (keepBytes < 2) {
      throw new IllegalArgumentException("something of the output is kept");
    }
  }

  /// The same, with another way to the network.
  public Execution reaching(Network other) {
    return new Execution(plan, cwd, environment, timeout, keepBytes, spill, other);
  }

  Execution within(Duration life) {
    return new Execution(plan, cwd, environment, life, keepBytes, spill, network);
  }
}
