/// JSON-RPC 2.0 values shared by every plane: messages, errors, verbs. Owns framing and codes; no
/// sockets.
@NullMarked
package alpi.alp.rpc;

import org.jspecify.annotations.NullMarked;
