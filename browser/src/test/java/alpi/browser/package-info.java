@NullMarked
package alpi.browser;

import org.jspecify.annotations.NullMarked;
