package alpi.daemon.link;

import alpi.daemon.base.Actor;
import alpi.daemon.egress.Errand;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import java.util.Optional;

/// Who wants something of a peer, and for which call if an agent does.
///
/// @param errand empty where the owner wants it
public record Behalf(Actor actor, Optional<Errand> errand) {
  public static Behalf of(Actor actor) {
    return new Behalf(actor, Optional.empty());
  }

  /// An event about it, which stands among those of its run.
  Draft fact(EventKind kind) {
    Draft fact = Draft.of(kind, actor);
    return errand.map(e -> fact.in(e.session()).corr(e.run().value())).orElse(fact);
  }
}
