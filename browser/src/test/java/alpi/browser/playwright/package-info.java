@NullMarked
package alpi.browser.playwright;

import org.jspecify.annotations.NullMarked;
