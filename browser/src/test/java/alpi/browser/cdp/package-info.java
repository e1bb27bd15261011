@NullMarked
package alpi.browser.cdp;

import org.jspecify.annotations.NullMarked;
