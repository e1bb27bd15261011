/// alpi as an agent of editors, by version 1 of the Agent Client Protocol. What the person types in
/// the editor is the owner's words; files are read and changed by the daemon's own tools.
@NullMarked
package alpi.cli.acp;

import org.jspecify.annotations.NullMarked;
