/// The tool that runs commands. It judges a command line by one reading and hands that very reading
/// to the sandbox.
@NullMarked
package alpi.daemon.tool.shell;

import org.jspecify.annotations.NullMarked;
