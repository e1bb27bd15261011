package alpi.daemon.tool;

import alpi.daemon.policy.Access;
import java.util.List;
import java.util.Map;

/// What a call would do, before it does it.
///
/// @param accesses judged one by one
/// @param summary one line for the owner: what, on which object
/// @param binding facts that consent is bound to besides tool and arguments: resolved executable,
///   working directory, destination, file hash
public record Plan(List<Access> accesses, String summary, Map<String, String> binding) {
  public Plan {
    accesses = List.copyOf(accesses);
    binding = Map.copyOf(binding);
  }
}
