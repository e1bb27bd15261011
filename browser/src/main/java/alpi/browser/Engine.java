package alpi.browser;

/// A running browser. All but [#kill] is called by one thread only: see `EngineThread`.
public interface Engine extends AutoCloseable {
  EngineInfo info();

  /// A session of its own: no cookie, no storage, no tab of another is seen in it.
  EngineSession open(SessionSpec spec, Deadline deadline) throws EngineFault;

  /// Whether it still runs.
  boolean alive();

  /// Ends it with all its processes, at once. From any thread, at any time, more than once.
  void kill();

  /// Ends it in good order, and by force where that fails.
  @Override
  void close();
}
