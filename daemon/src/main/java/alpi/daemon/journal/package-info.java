/// The append-only, hash-chained log and the SQLite files behind it. The only room that speaks SQL
/// drivers.
@NullMarked
package alpi.daemon.journal;

import org.jspecify.annotations.NullMarked;
