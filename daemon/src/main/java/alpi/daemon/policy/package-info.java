/// Whether an effect may happen: parsed commands, labels, grants, approvals. Decides; never acts.
@NullMarked
package alpi.daemon.policy;

import org.jspecify.annotations.NullMarked;
