package alpi.daemon.config;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;

/// Makes the complaints about one text: each with file, line, column, what is wrong and what to do.
///
/// @param code what a fault in this text is: a broken file, or a bad parameter
/// @param file how the text is called in the sentence
/// @param where the full path for the hint; empty when there is no file
record ConfigFault(ErrorCode code, String file, String where) {
  static ConfigFault ofFile(String file, String where) {
    return new ConfigFault(ErrorCode.CONFIG_BROKEN, file, where);
  }

  /// For a single value that a caller handed in under the name of its key.
  static ConfigFault ofValue(String key) {
    return new ConfigFault(ErrorCode.INVALID_PARAMS, key, "");
  }

  Problem at(int line, int column, String what, String todo) {
    return code == ErrorCode.CONFIG_BROKEN
        ? Problem.of(code, file + ":" + line + ":" + column + ": " + what + ".", hint(todo))
        : whole(what, todo);
  }

  Problem whole(String what, String todo) {
    String subject = what.startsWith(file) ? what : file + ": " + what;
    return Problem.of(code, subject.endsWith(".") ? subject : subject + ".", hint(todo));
  }

  private String hint(String todo) {
    return where.isEmpty() ? todo : todo + " The file is " + where + ".";
  }
}
