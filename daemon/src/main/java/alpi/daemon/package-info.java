/// The composition root: plain constructors, bottom-up; everything closes top-down.
@NullMarked
package alpi.daemon;

import org.jspecify.annotations.NullMarked;
