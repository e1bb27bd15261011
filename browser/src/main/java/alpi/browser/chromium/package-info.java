/// What the engines that drive a Chromium have in common: its command line, its pictures and its
/// downloads.
@NullMarked
package alpi.browser.chromium;

import org.jspecify.annotations.NullMarked;
