/// The verbs of the host plane, one file per noun. Thin: they decode, ask a lower room, encode.
@NullMarked
package alpi.daemon.host.verb;

import org.jspecify.annotations.NullMarked;
