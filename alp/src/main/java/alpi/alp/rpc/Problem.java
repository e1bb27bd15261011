package alpi.alp.rpc;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A failure that a person is told about: a code for programs, one clear sentence, and what to do.
///
/// The sentence and the hint are safe to send to any client. Causes go to the log.
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /// Empty when there is none: an exception's fields are serialisable.
  private final String hint;

  private Problem(ErrorCode code, String sentence, String hint, @Nullable Throwable cause) {
    super(sentence, cause);
    this.code = code;
    this.hint = hint;
  }

  /// A problem without advice.
  ///
  /// @param sentence what is wrong, in one sentence
  public static Problem of(ErrorCode code, String sentence) {
    return new Problem(code, sentence, "", null);
  }

  /// A problem with advice.
  ///
  /// @param hint what the reader can do about it
  public static Problem of(ErrorCode code, String sentence, String hint) {
    return new Problem(code, sentence, hint, null);
  }

  public Problem because(Throwable cause) {
    return new Problem(code, sentence(), hint, cause);
  }

  public ErrorCode code() {
    return code;
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }

  public Optional<String> hint() {
    return hint.isEmpty() ? Optional.empty() : Optional.of(hint);
  }
}
