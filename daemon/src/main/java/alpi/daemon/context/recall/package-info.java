/// Finds what was said, kept, written and stored, over all the places where that lies: one
/// question, one list of what stable pointers name. It keeps no second copy of anything; whoever
/// holds a place brings a finder of its own.
@NullMarked
package alpi.daemon.context.recall;

import org.jspecify.annotations.NullMarked;
