/// Text out of PDF files. Kept apart so that the library behind it is loaded with the first PDF and
/// not before.
@NullMarked
package alpi.daemon.tool.pdf;

import org.jspecify.annotations.NullMarked;
