/// Content addresses: what a blob is called, wherever its bytes lie.
@NullMarked
package alpi.alp.blob;

import org.jspecify.annotations.NullMarked;
