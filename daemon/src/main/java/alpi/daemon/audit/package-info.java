/// Proof of the record: checkpoints of the chain, signed and kept outside its file, the check of
/// both, and the way out for those who keep copies. And the look over a home for what is wider open
/// than it need be.
@NullMarked
package alpi.daemon.audit;

import org.jspecify.annotations.NullMarked;
