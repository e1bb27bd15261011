/// One durable table for everything that runs: leases, fencing, idempotency, cancellation,
/// recovery.
@NullMarked
package alpi.daemon.job;

import org.jspecify.annotations.NullMarked;
