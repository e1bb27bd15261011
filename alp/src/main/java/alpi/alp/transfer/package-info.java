/// Blobs on their way between two daemons: what a sender and a receiver say and do, on the fast
/// lane and with the verbs of version 1. Cores without sockets, clocks or threads; where bytes lie
/// is told to them through ports.
@NullMarked
package alpi.alp.transfer;

import org.jspecify.annotations.NullMarked;
