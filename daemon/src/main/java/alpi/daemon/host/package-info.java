/// The plane that clients speak: JSON-RPC over a Unix socket, one verb registry, streams that
/// resume.
@NullMarked
package alpi.daemon.host;

import org.jspecify.annotations.NullMarked;
