@NullMarked
package alpi.browser.page;

import org.jspecify.annotations.NullMarked;
