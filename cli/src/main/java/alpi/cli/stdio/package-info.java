/// JSON-RPC over standard input and output, for programs that start `alpi` as their helper, and the
/// daemon as such helpers ask it. Holds no state of its own.
@NullMarked
package alpi.cli.stdio;

import org.jspecify.annotations.NullMarked;
