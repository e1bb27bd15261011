/// The content-addressed store: stage, hash, fsync, rename; owners decide how long bytes live.
@NullMarked
package alpi.daemon.blob;

import org.jspecify.annotations.NullMarked;
