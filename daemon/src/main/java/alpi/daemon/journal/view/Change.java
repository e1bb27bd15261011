package alpi.daemon.journal.view;

import java.util.List;

/// What one event changed.
///
/// @param before the mark of the revision it goes on from
/// @param size of its operations, in characters
record Change(long from, Mark before, List<Op> ops, long size) {
  static Change of(long from, Mark before, List<Op> ops) {
    return new Change(from, before, List.copyOf(ops), ops.stream().mapToLong(Op::size).sum());
  }
}
