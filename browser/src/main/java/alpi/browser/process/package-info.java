/// Browsers as processes: where their binaries lie, how one is started with nothing of the owner's
/// environment, and how a whole tree of them is ended so that none is left over.
@NullMarked
package alpi.browser.process;

import org.jspecify.annotations.NullMarked;
