package alpi.daemon.context.memory;

import java.util.List;

/// Memories that say different things of the same side of the same thing. All of them stand until
/// the owner decides.
///
/// @param sides at least two, the newest first
public record Conflict(String subject, String attribute, List<Remembered> sides) {
  public Conflict {
    sides = List.copyOf(sides);
  }
}
