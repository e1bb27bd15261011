/// The fast lane on the wire: its preface, its handshake, its records and how they and the chunks
/// of blobs are sealed. Bytes go in and come out; what a record means is the business of transfers.
@NullMarked
package alpi.alp.fast;

import org.jspecify.annotations.NullMarked;
