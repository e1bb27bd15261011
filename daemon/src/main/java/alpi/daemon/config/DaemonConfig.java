package alpi.daemon.config;

/// Settings of the process itself. Read from the default profile only.
public record DaemonConfig(
    @Doc("The least urgent line that reaches the log. Only the default profile's value counts.")
        LogLevel logLevel) {}
