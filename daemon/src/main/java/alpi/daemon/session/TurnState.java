package alpi.daemon.session;

/// How far a turn has come, as far as its conversation tells.
public enum TurnState {
  FINISHED,
  FAILED,
  INTERRUPTED,
  /// It has begun and has no end: it runs, or the daemon died under it. Only the one who runs turns
  /// knows which.
  HALF_WRITTEN
}
