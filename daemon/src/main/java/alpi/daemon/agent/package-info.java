/// The turn: from an owner's message to a finished answer, each step on record.
@NullMarked
package alpi.daemon.agent;

import org.jspecify.annotations.NullMarked;
