package alpi.daemon.journal.view;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What a watcher is told: either way it then has revision `rev`.
public sealed interface Told {
  /// How many changes led to the document.
  long rev();

  Mark mark();

  /// The number of the event up to which the document tells.
  long seq();

  /// All of it: what the watcher had before is not to be gone on with.
  record Whole(long rev, Mark mark, long seq, ObjectNode document) implements Told {}

  /// Changes to exactly the revision `from`; none when the watcher is up to date.
  ///
  /// @param ops operations of RFC 6902, in their order
  record Patch(long from, long rev, Mark mark, long seq, List<ObjectNode> ops) implements Told {
    public Patch {
      ops = List.copyOf(ops);
    }
  }
}
