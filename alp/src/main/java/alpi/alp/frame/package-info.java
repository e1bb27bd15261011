/// How messages stand on a byte stream: a length, then the bytes, sealed once the handshake is
/// done. A length is judged before anything is kept for it.
@NullMarked
package alpi.alp.frame;

import org.jspecify.annotations.NullMarked;
