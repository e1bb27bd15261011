/// The gate: the one way to the network for what tools start. It speaks HTTP forward proxy, CONNECT
/// and SOCKS5 on a socket of each job's own, judges every connection by one canonical destination,
/// dials the judged address and counts bytes.
@NullMarked
package alpi.daemon.egress.gate;

import org.jspecify.annotations.NullMarked;
