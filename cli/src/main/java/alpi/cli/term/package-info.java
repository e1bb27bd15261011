/// What reaches a person: standard streams, escaping of control characters, tables, colours. Does
/// not know the protocol.
@NullMarked
package alpi.cli.term;

import org.jspecify.annotations.NullMarked;
