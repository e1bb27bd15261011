/// The terminal client: parses a command line, speaks to the daemon, prints. Knows only the
/// protocol.
@NullMarked
package alpi.cli;

import org.jspecify.annotations.NullMarked;
