/// Ids, paths, time, cancellation, problems: the words every room speaks. Imports no other room.
@NullMarked
package alpi.daemon.base;

import org.jspecify.annotations.NullMarked;
