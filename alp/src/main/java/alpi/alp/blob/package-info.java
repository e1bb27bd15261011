/// Content addresses: what a blob is called, wherever its bytes lie; how it is cut into chunks, and
/// the hash tree over them.
@NullMarked
package alpi.alp.blob;

import org.jspecify.annotations.NullMarked;
