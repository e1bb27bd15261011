/// Read models: documents that are folded from the record, and the patches by which those who watch
/// one keep their copy. Nothing is folded before somebody asks.
@NullMarked
package alpi.daemon.journal.view;

import org.jspecify.annotations.NullMarked;
