package alpi.daemon.session;

/// What the index holds.
public record IndexCount(long sessions, long messages) {}
