/// The primitives of the peer link: who a peer is, how a secret is agreed on, how bytes are sealed.
/// BouncyCastle stays behind this door; where bytes and randomness come from is the caller's.
@NullMarked
package alpi.alp.crypto;

import org.jspecify.annotations.NullMarked;
