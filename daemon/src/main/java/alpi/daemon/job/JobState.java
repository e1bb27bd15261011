package alpi.daemon.job;

import java.util.Locale;

/// Where a job stands. Queued and running are live; the rest never change again, except that a lost
/// job may be resumed by whoever submitted it, and a parked one released.
public enum JobState {
  QUEUED,
  RUNNING,
  DONE,
  FAILED,
  CANCELLED,
  /// Its worker vanished and the kind is not safe to repeat: the outcome is unknown, and said so.
  LOST,
  /// It used up its attempts, perhaps by ending the daemon each time: nobody touches it until the
  /// owner releases or cancels it.
  PARKED;

  public boolean live() {
    return this == QUEUED || this == RUNNING;
  }

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
