package alpi.daemon.audit;

import java.util.Optional;

/// One thing that was looked at.
///
/// @param check what was looked at, in a word or two
/// @param detail one sentence
/// @param fix the command that mends it, as it is typed
public record Finding(String check, Severity severity, String detail, Optional<String> fix) {
  static Finding ok(String check, String detail) {
    return new Finding(check, Severity.OK, detail, Optional.empty());
  }

  static Finding note(String check, String detail) {
    return new Finding(check, Severity.NOTE, detail, Optional.empty());
  }

  static Finding note(String check, String detail, String fix) {
    return new Finding(check, Severity.NOTE, detail, Optional.of(fix));
  }

  static Finding warn(String check, String detail, String fix) {
    return new Finding(check, Severity.WARN, detail, Optional.of(fix));
  }

  static Finding fail(String check, String detail, String fix) {
    return new Finding(check, Severity.FAIL, detail, Optional.of(fix));
  }
}
