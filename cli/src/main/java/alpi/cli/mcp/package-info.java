/// alpi as a server of the Model Context Protocol: a thin door onto verbs of the daemon. What its
/// clients word counts as a stranger's words.
@NullMarked
package alpi.cli.mcp;

import org.jspecify.annotations.NullMarked;
