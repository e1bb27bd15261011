package alpi.daemon.audit;

import java.util.List;

/// What a peer says when it is asked what it was shown of our journal.
public sealed interface Account {
  /// The owner's name for the peer.
  String peer();

  /// It holds checkpoints that nobody but this profile can have shown it; none where it was shown
  /// none.
  record Holds(String peer, List<Checkpoint> shown) implements Account {
    public Holds {
      shown = List.copyOf(shown);
    }
  }

  /// It says something that it cannot prove, which proves nothing.
  record Unproven(String peer) implements Account {}

  /// It says nothing.
  ///
  /// @param why as a clause, for people
  record Silent(String peer, String why) implements Account {}
}
