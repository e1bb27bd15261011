/// Our side of the link with other profiles and daemons: the key, the peer book and the record of
/// what was seen; who is listened to, what a peer may have done here, and what is asked of peers.
@NullMarked
package alpi.daemon.link;

import org.jspecify.annotations.NullMarked;
