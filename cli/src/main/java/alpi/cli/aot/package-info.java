/// Training runs for the start-up caches of client and daemon. Not part of any command.
@NullMarked
package alpi.cli.aot;

import org.jspecify.annotations.NullMarked;
