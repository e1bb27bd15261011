package alpi.daemon.tool.index;

import java.time.Instant;

/// A piece of a text that a search found.
///
/// @param lined whether the lines are those that whoever opens it counts
record IndexHit(
    String folder,
    String name,
    String title,
    Instant at,
    boolean lined,
    int first,
    int last,
    String snippet) {
  String path() {
    return folder.isEmpty() ? name : folder + "/" + name;
  }
}
