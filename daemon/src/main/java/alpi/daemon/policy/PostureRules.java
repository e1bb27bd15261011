package alpi.daemon.policy;

import alpi.daemon.config.Posture;
import java.util.Set;

/// What a posture asks about of its own, as a table. What strangers' words and private data lead to
/// is the same in all of them.
///
/// @param cautionPasses whether what is marked caution happens as long as it stays in the workspace
/// @param asks capabilities whose effects are always asked about
record PostureRules(boolean cautionPasses, Set<Capability> asks) {
  private static final Set<Capability> OTHERS =
      Set.of(Capability.PEER, Capability.TOOL, Capability.MONEY);

  private static final PostureRules RELAXED = new PostureRules(true, OTHERS);
  private static final PostureRules STANDARD = new PostureRules(false, OTHERS);
  private static final PostureRules STRICT = new PostureRules(false, Set.of(Capability.values()));

  static PostureRules of(Posture posture) {
    return switch (posture) {
      case RELAXED -> RELAXED;
      case STANDARD -> STANDARD;
      case STRICT -> STRICT;
    };
  }
}
