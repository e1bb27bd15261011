/// Shell text as a tree: parsed once, judged on what it means, run as it was judged. Never runs
/// anything itself.
@NullMarked
package alpi.daemon.policy.shell;

import org.jspecify.annotations.NullMarked;
