/// The tools that speak with the owner, keep notes and remember. None of them reaches beyond the
/// profile.
@NullMarked
package alpi.daemon.tool.talk;

import org.jspecify.annotations.NullMarked;
