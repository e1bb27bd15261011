package alpi.daemon.host.verb;

import alpi.daemon.context.memory.Claim;
import alpi.daemon.context.memory.Remembered;
import alpi.daemon.policy.Source;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A memory as clients see it.
///
/// @param id what the parameter `memory` of other verbs names
/// @param state live, held or superseded
/// @param sources where its words came from
/// @param admitted when the owner took it over from strangers
/// @param by who had it kept
/// @param captured when it was first said
/// @param reinforced when it was last said
/// @param uses how often it was said
/// @param replaces the one whose place it took or would take
/// @param names what it speaks of
record MemoryView(
    String id,
    String lane,
    String state,
    String text,
    double confidence,
    List<String> sources,
    Optional<Instant> admitted,
    String by,
    Optional<String> session,
    Optional<String> run,
    Instant captured,
    Instant reinforced,
    int uses,
    Optional<Instant> expires,
    boolean pinned,
    Optional<String> replaces,
    Optional<String> subject,
    Optional<String> attribute,
    Optional<String> value,
    List<String> names) {
  static MemoryView of(Remembered it) {
    return new MemoryView(
        it.id().value(),
        it.lane().wire(),
        it.standing().wire(),
        it.text(),
        it.confidence(),
        it.came().sources().stream().sorted().map(Source::wire).toList(),
        it.admitted(),
        it.origin().actor().value(),
        it.origin().session().map(Object::toString),
        it.origin().run().map(Object::toString),
        it.captured(),
        it.reinforced(),
        it.uses(),
        it.expires(),
        it.pinned(),
        it.replaces().map(Object::toString),
        it.claim().map(Claim::subject),
        it.claim().map(Claim::attribute),
        it.claim().map(Claim::value),
        it.names());
  }

  static List<MemoryView> of(List<Remembered> all) {
    return all.stream().map(MemoryView::of).toList();
  }
}
