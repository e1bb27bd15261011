/// Sessions of the peer link, either side, as state machines: bytes and moments go in, bytes and
/// what happened come out. The gate they share decides whose requests are served.
@NullMarked
package alpi.alp.link;

import org.jspecify.annotations.NullMarked;
