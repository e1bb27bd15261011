/// The Noise protocol framework as far as the peer link speaks it: the XK pattern with X25519,
/// ChaCha20-Poly1305 and SHA-256. Messages go in and come out as bytes; nothing here knows a
/// socket, a clock or a source of randomness.
@NullMarked
package alpi.alp.noise;

import org.jspecify.annotations.NullMarked;
