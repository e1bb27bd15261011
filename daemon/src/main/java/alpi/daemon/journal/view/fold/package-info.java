/// What each view makes of the record. One file a view; pure, and without private words, for the
/// record has none.
@NullMarked
package alpi.daemon.journal.view.fold;

import org.jspecify.annotations.NullMarked;
