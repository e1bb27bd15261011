package alpi.daemon.tool;

import alpi.daemon.policy.Access;
import alpi.daemon.policy.Labels;
import java.util.List;
import java.util.Map;

/// What a call would do, before it does it.
///
/// @param accesses judged one by one
/// @param summary one line for the owner: what, on which object
/// @param binding facts that consent is bound to besides tool and arguments: resolved executable,
///   working directory, destination, file hash
/// @param carries what the call itself takes along that nobody may have read yet, as a file that it
///   sends: in play as if the conversation had seen it
public record Plan(
    List<Access> accesses, String summary, Map<String, String> binding, Labels carries) {
  public Plan {
    accesses = List.copyOf(accesses);
    binding = Map.copyOf(binding);
  }

  /// Of a call that takes along nothing but its arguments.
  public Plan(List<Access> accesses, String summary, Map<String, String> binding) {
    this(accesses, summary, binding, Labels.NONE);
  }
}
