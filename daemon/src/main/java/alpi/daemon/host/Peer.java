package alpi.daemon.host;

/// The process at the other end of a local connection, as the kernel names it.
///
/// @param start when it started, in the machine's own count, or [#UNKNOWN]: numbers of processes
///   are used again, and only both together say which one it is
public record Peer(long pid, long uid, long start) {
  /// Stands for a start that the system did not tell.
  public static final long UNKNOWN = -1;
}
