package alpi.daemon.policy;

import java.util.EnumSet;
import java.util.Set;

/// What is known about a text's origin: its sources, and whether it held private data. Labels only
/// ever grow.
///
/// @param privateData whether files, memory, sessions or mail of the owner went into it
public record Labels(Set<Source> sources, boolean privateData) {
  /// Of text that nobody supplied: our own.
  public static final Labels NONE = new Labels(Set.of(), false);

  /// What the owner types.
  public static final Labels OWNER = new Labels(Set.of(Source.OWNER), false);

  public Labels {
    sources = Set.copyOf(sources);
  }

  public static Labels of(Source source, boolean privateData) {
    return new Labels(Set.of(source), privateData);
  }

  /// The labels of a text made from both.
  public Labels and(Labels other) {
    if (sources.containsAll(other.sources) && (privateData || !other.privateData)) {
      return this;
    }
    EnumSet<Source> both = EnumSet.noneOf(Source.class);
    both.addAll(sources);
    both.addAll(other.sources);
    return new Labels(both, privateData || other.privateData);
  }

  /// Whether a stranger's words went into it.
  public boolean untrusted() {
    return sources.stream().anyMatch(Source::untrusted);
  }
}
