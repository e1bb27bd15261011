package alpi.daemon.journal;

/// Is handed the events of a journal one by one, the first one first, while they are checked. The
/// verdict comes after the last.
@FunctionalInterface
public interface EventSink {
  void take(StoredEvent event);

  /// Looks at none of them.
  EventSink NONE = _ -> {};
}
