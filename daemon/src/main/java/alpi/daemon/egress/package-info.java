/// The only room that dials out: resolves once, judges every address, connects to the judged one,
/// counts bytes.
@NullMarked
package alpi.daemon.egress;

import org.jspecify.annotations.NullMarked;
