/// One file per noun of the command line, each with its options and what it asks of the daemon.
/// Specifications are built only for the noun that was typed.
@NullMarked
package alpi.cli.command;

import org.jspecify.annotations.NullMarked;
