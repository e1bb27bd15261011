/// What the body of each kind of event says: one shape a kind, from which the reference of events
/// is made and to which tests hold the record. Nothing here is loaded before somebody asks.
@NullMarked
package alpi.daemon.journal.kind;

import org.jspecify.annotations.NullMarked;
