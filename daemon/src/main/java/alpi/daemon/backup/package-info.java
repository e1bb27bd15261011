/// A home in one sealed file and back: consistent while the daemon works, refused as a whole when a
/// bit of it is wrong, and never written over what is there.
@NullMarked
package alpi.daemon.backup;

import org.jspecify.annotations.NullMarked;
