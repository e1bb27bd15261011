/// What an agent can do, one file per tool; the runner that permits, records and bounds each call.
@NullMarked
package alpi.daemon.tool;

import org.jspecify.annotations.NullMarked;
