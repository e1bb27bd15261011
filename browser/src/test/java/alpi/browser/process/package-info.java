@NullMarked
package alpi.browser.process;

import org.jspecify.annotations.NullMarked;
