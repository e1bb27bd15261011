package alpi.daemon.policy.shell;

import alpi.daemon.policy.Access;
import alpi.daemon.policy.Tier;
import java.util.List;
import java.util.Optional;

/// What a command line would do, and how it would be run.
///
/// @param tier the worst of everything in it
/// @param reason why, one clause
/// @param accesses at least one; the first is the command itself
/// @param plan empty when it is never run
/// @param rememberable whether consent to it may be kept
/// @param network whether it puts out what a host on the network says
/// @param wide whether it may read files that its accesses do not name
public record CommandVerdict(
    Tier tier,
    String reason,
    List<Access> accesses,
    Optional<CommandPlan> plan,
    boolean rememberable,
    boolean network,
    boolean wide) {
  public CommandVerdict {
    accesses = List.copyOf(accesses);
  }
}
