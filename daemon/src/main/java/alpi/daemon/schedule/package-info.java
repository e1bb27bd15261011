/// Work that nobody has to ask for each time: when it is due, which of its moments were kept, and
/// what became of each. Each moment is a row before anything begins, so none is kept twice.
@NullMarked
package alpi.daemon.schedule;

import org.jspecify.annotations.NullMarked;
