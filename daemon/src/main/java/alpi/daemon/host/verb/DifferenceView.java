package alpi.daemon.host.verb;

import alpi.daemon.agent.RunFiles;
import java.util.Optional;

/// How a run changed one file.
///
/// @param change `created`, `changed`, `removed`, or `unchanged` where it ended as it began
/// @param before hash of what it held; absent when there was no file
/// @param diff in unified form, without secrets
/// @param why there is none
record DifferenceView(
    String path,
    String change,
    Optional<String> before,
    Optional<String> after,
    Optional<String> diff,
    Optional<String> why) {
  static DifferenceView of(RunFiles.Changed file, RunFiles.Difference how) {
    return new DifferenceView(
        file.path(),
        how.change(),
        file.before().map(Object::toString),
        file.after().map(Object::toString),
        how.diff(),
        how.why());
  }
}
