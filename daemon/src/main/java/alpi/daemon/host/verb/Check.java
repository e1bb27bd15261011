package alpi.daemon.host.verb;

import alpi.alp.rpc.Problem;
import java.util.Optional;

/// What one look at the daemon found.
///
/// @param name what was looked at
/// @param status ok, warn or fail
/// @param detail one sentence
/// @param fix what to do, often a command
record Check(String name, String status, String detail, Optional<String> fix) {
  static Check ok(String name, String detail) {
    return new Check(name, "ok", detail, Optional.empty());
  }

  static Check warn(String name, String detail, String fix) {
    return new Check(name, "warn", detail, Optional.of(fix));
  }

  static Check fail(String name, String detail, String fix) {
    return new Check(name, "fail", detail, Optional.of(fix));
  }

  static Check failed(String name, Problem problem) {
    return new Check(name, "fail", problem.sentence(), problem.hint());
  }
}
