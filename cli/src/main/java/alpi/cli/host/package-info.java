/// The way to the daemon: where its socket lies, one connection to it, and starting it when nobody
/// answers. Does not print.
@NullMarked
package alpi.cli.host;

import org.jspecify.annotations.NullMarked;
