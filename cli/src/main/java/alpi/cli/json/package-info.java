/// JSON without a library: a strict scanner and a writer, small enough to be free at start-up. Does
/// not bind to classes.
@NullMarked
package alpi.cli.json;

import org.jspecify.annotations.NullMarked;
