package alpi.daemon.host;

/// The process at the other end of a local connection, as the kernel names it.
public record Peer(long pid, long uid) {}
