package alpi.daemon.context.memory;

import java.util.List;

/// What became of something that was to be kept.
public sealed interface Kept {
  /// It counts from now on.
  ///
  /// @param against what it disagrees with; both stand until the owner decides
  record Fresh(Remembered memory, List<Remembered> against) implements Kept {
    public Fresh {
      against = List.copyOf(against);
    }
  }

  /// It was known; it was noted that it was said again.
  record Again(Remembered memory) implements Kept {}

  /// A stranger's words went into it: it waits for the owner.
  record Held(Remembered memory, List<Remembered> against) implements Kept {
    public Held {
      against = List.copyOf(against);
    }
  }

  /// The owner rejected the same words before.
  record Refused() implements Kept {}
}
