package alpi.daemon.sandbox;

/// Is told what a command puts out, as it comes.
@FunctionalInterface
public interface Watcher {
  /// Called by the threads that read the two outputs, one call at a time for each.
  ///
  /// @param error whether it is the error output
  void told(boolean error, byte[] bytes);
}
