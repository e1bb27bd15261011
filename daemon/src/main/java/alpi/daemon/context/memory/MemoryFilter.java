package alpi.daemon.context.memory;

import alpi.daemon.base.MemoryId;
import java.util.Optional;

/// Which memories are listed.
///
/// @param before only those kept before this one
public record MemoryFilter(Standing standing, Optional<Lane> lane, Optional<MemoryId> before) {
  /// All that count.
  public static final MemoryFilter LIVE =
      new MemoryFilter(Standing.LIVE, Optional.empty(), Optional.empty());

  /// All that wait for the owner.
  public static final MemoryFilter HELD =
      new MemoryFilter(Standing.HELD, Optional.empty(), Optional.empty());
}
