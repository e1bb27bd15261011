package alpi.daemon.config;

import java.util.List;

/// What a patch makes of a file.
///
/// @param changes values in force that differ, for a file that was asked for what it already says
///   none
public record Patched(LoadedConfig before, LoadedConfig after, List<Change> changes) {
  public Patched {
    changes = List.copyOf(changes);
  }

  /// Whether the text differs at all.
  public boolean changed() {
    return !before.text().equals(after.text());
  }

  /// The lines that differ.
  public List<String> diff() {
    return LineDiff.of(before.text(), after.text());
  }
}
