@NullMarked
package alpi.rules;

import org.jspecify.annotations.NullMarked;
