/// The wall around a command, as values: which files it sees, which system calls it may make, how
/// its words are started behind it. Nothing here touches the machine; the room around it does.
@NullMarked
package alpi.daemon.sandbox.wall;

import org.jspecify.annotations.NullMarked;
