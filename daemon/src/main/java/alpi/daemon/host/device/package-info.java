/// Browsers, phones and programs that the owner paired with this machine: how they become known,
/// what they may do, and how that ends.
@NullMarked
package alpi.daemon.host.device;

import org.jspecify.annotations.NullMarked;
