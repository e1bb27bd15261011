package alpi.daemon.tool;

/// What is true of every call of a tool.
public enum ToolTrait {
  /// Offered from the first request on; the others are found through `more_tools`.
  CORE,

  /// Running a call again after a crash changes nothing more.
  IDEMPOTENT,

  /// Several calls of one step may run at the same time.
  PARALLEL
}
