/// What can be wrong with bytes from the other side of a peer link, by name. A fault is never
/// answered: it ends the exchange, and its name is for the log of this side alone.
@NullMarked
package alpi.alp.wire;

import org.jspecify.annotations.NullMarked;
