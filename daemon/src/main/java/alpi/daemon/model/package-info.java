/// Language models behind one port: four wire formats, retries, watchdogs, prices, the built-in
/// responder.
@NullMarked
package alpi.daemon.model;

import org.jspecify.annotations.NullMarked;
