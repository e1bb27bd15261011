package alpi.daemon.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What came of a command.
///
/// @param exit the status of the last program; 128 and the signal's number when a signal ended it
/// @param notes what the sandbox has to say about it, one sentence each
public record Finished(
    End end, int exit, Output out, Output err, Duration took, List<String> notes) {
  public Finished {
    notes = List.copyOf(notes);
  }

  /// Why it ended.
  public enum End {
    EXITED,
    TIMED_OUT,
    CANCELLED,
    /// It used more than it may; a note says of what.
    OVER_LIMIT
  }

  /// One of the two outputs.
  ///
  /// @param text start and end of it, with a line between them that says how much is missing
  /// @param bytes how much there was in all
  /// @param file where all of it lies, up to [Capture#MAX_SPILL_BYTES], when it was too long; the
  ///   caller moves or deletes it
  public record Output(String text, long bytes, Optional<Path> file) {}

  Finished with(String note) {
    var all = new ArrayList<>(notes);
    all.add(note);
    return new Finished(end, exit, out, err, took, all);
  }
}
