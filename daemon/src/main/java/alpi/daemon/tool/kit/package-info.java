/// Puts the tools of a profile together. It knows every tool, and no tool knows it.
@NullMarked
package alpi.daemon.tool.kit;

import org.jspecify.annotations.NullMarked;
