package alpi.daemon.context.memory;

import alpi.daemon.base.MemoryId;
import java.util.List;

/// A memory that was found for a message.
///
/// @param score from 0 to 1, the best one found has 1
/// @param why by what it was found: `words`, `name`, `relation`, `pinned`, `dispute`
/// @param against memories that say otherwise; whoever shows it shows them too
public record Relevant(Remembered memory, double score, String why, List<MemoryId> against) {
  public Relevant {
    against = List.copyOf(against);
  }
}
