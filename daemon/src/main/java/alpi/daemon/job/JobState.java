package alpi.daemon.job;

import java.util.Locale;

/// Where a job stands. Queued and running are live; the rest never change again, except that a lost
/// job may be resumed by whoever submitted it.
public enum JobState {
  QUEUED,
  RUNNING,
  DONE,
  FAILED,
  CANCELLED,
  /// Its worker vanished and the kind is not safe to repeat: the outcome is unknown, and said so.
  LOST;

  public boolean live() {
    return this == QUEUED || this == RUNNING;
  }

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
