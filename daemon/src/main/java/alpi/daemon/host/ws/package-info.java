/// The same plane over the network: WebSockets, and the page that the daemon serves to a browser.
/// Shut until somebody asks for it; nothing of it is loaded before.
@NullMarked
package alpi.daemon.host.ws;

import org.jspecify.annotations.NullMarked;
