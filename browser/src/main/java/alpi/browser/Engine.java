package alpi.browser;

import java.util.Set;

/// A running browser. All but [#kill] is called by one thread only: see `EngineThread`.
public interface Engine extends AutoCloseable {
  EngineInfo info();

  /// A session of its own: no cookie, no storage, no tab of another is seen in it.
  EngineSession open(SessionSpec spec, Deadline deadline) throws EngineFault;

  /// The processes that this one started for it; what those started is not among them.
  Set<Long> processes();

  /// Whether it still runs.
  boolean alive();

  /// Fails where it does not.
  default void requireAlive() throws EngineFault {
    if (!alive()) {
      throw new EngineFault(new Fault.EngineGone("it was ended"));
    }
  }

  /// Ends it with all its processes, at once. From any thread, at any time, more than once.
  void kill();

  /// Ends it in good order, and by force where that fails.
  @Override
  void close();
}
