/// The only room that starts processes, and the only one that knows who descends from us.
@NullMarked
package alpi.daemon.sandbox;

import org.jspecify.annotations.NullMarked;
