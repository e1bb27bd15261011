package alpi.daemon.config;

/// The least urgent line that reaches the log.
public enum LogLevel {
  ERROR,
  WARN,
  INFO,
  DEBUG,
  TRACE
}
