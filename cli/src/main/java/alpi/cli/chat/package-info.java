/// One turn from the command line: standard input, the stream of a turn, approvals, exit status.
/// Nothing here may load a library.
@NullMarked
package alpi.cli.chat;

import org.jspecify.annotations.NullMarked;
