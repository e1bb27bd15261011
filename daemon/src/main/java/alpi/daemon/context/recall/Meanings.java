package alpi.daemon.context.recall;

import alpi.daemon.base.Vector;
import java.util.List;
import java.util.Optional;

/// What the words of a question mean, where the owner has named somebody who can tell.
@FunctionalInterface
public interface Meanings {
  /// Nobody is named.
  Meanings NONE = _ -> new Meant(Optional.empty(), List.of());

  /// Never fails: where there is no meaning, words are looked for.
  Meant of(RecallQuery query);

  /// @param question empty where only words can be looked for
  /// @param notices why, or that not everything is searched by meaning yet
  record Meant(Optional<Vector> question, List<String> notices) {
    public Meant {
      notices = List.copyOf(notices);
    }
  }
}
