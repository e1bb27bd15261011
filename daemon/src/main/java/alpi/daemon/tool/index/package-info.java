/// Makes the words of files, stored content and outputs findable: indexes that are filled when they
/// are first asked, brought up to date by each question within a bounded time, and may be deleted
/// at any moment. It reads no file that tools may not read.
@NullMarked
package alpi.daemon.tool.index;

import org.jspecify.annotations.NullMarked;
