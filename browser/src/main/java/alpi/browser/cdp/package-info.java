/// The engine that speaks to a Chromium over pipes in the browser's own protocol, without Node and
/// without a port that anybody else could find. Owns the protocol; nothing of it leaves this
/// package.
@NullMarked
package alpi.browser.cdp;

import org.jspecify.annotations.NullMarked;
