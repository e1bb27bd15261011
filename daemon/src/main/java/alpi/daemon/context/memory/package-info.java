/// What the agent keeps of its own accord: observations with their source, relations between what
/// they speak of, and the quarantine for what strangers said. One SQLite file a profile, opened
/// when it is first needed.
@NullMarked
package alpi.daemon.context.memory;

import org.jspecify.annotations.NullMarked;
