/// The words of documents that are archives of markup: word processing documents and books. It
/// holds nothing back and trusts nothing: what is too large, too many or too deep is refused.
@NullMarked
package alpi.daemon.tool.document;

import org.jspecify.annotations.NullMarked;
