/// The tools that read and change files, and the way back. Every write is a patch with a
/// precondition, the old bytes kept as a blob and a `file.changed` event that tells of both.
@NullMarked
package alpi.daemon.tool.file;

import org.jspecify.annotations.NullMarked;
