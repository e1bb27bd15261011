package alpi.daemon.egress.gate;

import alpi.daemon.base.GrantId;
import alpi.daemon.egress.Reach;
import java.util.List;

/// What the judge says of one connection.
public sealed interface Verdict {
  String reason();

  /// @param reach which addresses the name may turn out to have
  /// @param traffic what may be spoken over it
  /// @param grants that it rests on: when one of them ends, so does the connection
  record Allow(Reach reach, Traffic traffic, String reason, List<GrantId> grants)
      implements Verdict {
    public Allow {
      grants = List.copyOf(grants);
    }
  }

  /// Nothing was looked up, nothing will be dialled.
  record Deny(String reason) implements Verdict {}

  /// What may be spoken.
  enum Traffic {
    /// TLS for exactly the judged name, or HTTP with exactly its Host.
    WEB,
    /// Any bytes: the owner named this destination for a protocol that the gate does not read.
    RAW
  }
}
