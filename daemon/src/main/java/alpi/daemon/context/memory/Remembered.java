package alpi.daemon.context.memory;

import alpi.daemon.base.MemoryId;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A memory as it is kept.
///
/// @param came the labels of everything that went into it
/// @param admitted when the owner took it over; from then on its words are the owner's
/// @param captured when it was first said
/// @param reinforced when it was last said
/// @param uses how often it was said
/// @param expires from this moment on it no longer counts
/// @param replaces the one whose place it took or, while it is held, would take
/// @param names what it speaks of
public record Remembered(
    MemoryId id,
    Lane lane,
    Standing standing,
    String text,
    double confidence,
    Labels came,
    Optional<Instant> admitted,
    Origin origin,
    Instant captured,
    Instant reinforced,
    int uses,
    Optional<Instant> expires,
    boolean pinned,
    Optional<MemoryId> replaces,
    Optional<Claim> claim,
    List<String> names) {
  /// What stands before the id in a pointer.
  public static final String POINTER = "memory:";

  public Remembered {
    names = List.copyOf(names);
  }

  /// Its name for as long as it exists, and afterwards: it is never given to another.
  public String pointer() {
    return POINTER + id;
  }

  /// Whether it may be shown to a model at a moment.
  public boolean counts(Instant now) {
    return standing == Standing.LIVE && expires.filter(end -> !end.isAfter(now)).isEmpty();
  }

  /// What whoever is shown it has to know of its words. Memory is private data; what the owner
  /// admitted is no stranger's any more.
  public Labels labels() {
    Set<Source> sources = EnumSet.noneOf(Source.class);
    for (Source source : came.sources()) {
      if (admitted.isEmpty() || !source.untrusted()) {
        sources.add(source);
      }
    }
    if (admitted.isPresent()) {
      sources.add(Source.OWNER);
    }
    return new Labels(sources, true);
  }
}
