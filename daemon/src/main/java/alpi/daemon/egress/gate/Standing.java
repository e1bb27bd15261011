package alpi.daemon.egress.gate;

import alpi.daemon.base.GrantId;
import java.util.List;

/// Whether a connection that is open may stay open: the same question as at its beginning, on what
/// holds now.
@FunctionalInterface
public interface Standing {
  /// @param grants that it rests on
  boolean holds(Destination destination, List<GrantId> grants);
}
