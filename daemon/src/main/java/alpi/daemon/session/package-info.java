/// Conversations as append-only JSON lines, with an index that may be deleted at any time.
@NullMarked
package alpi.daemon.session;

import org.jspecify.annotations.NullMarked;
