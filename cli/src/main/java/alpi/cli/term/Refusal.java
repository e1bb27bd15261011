package alpi.cli.term;

import alpi.cli.json.JsonObject;

/// Ends a command: the exit status, one sentence for the person, and what to do about it.
public final class Refusal extends RuntimeException {
  /// The command was typed wrong.
  public static final int USAGE = 2;

  /// Nothing answers, neither a model nor the daemon.
  public static final int UNREACHABLE = 5;

  private static final long serialVersionUID = 1L;

  private final int exit;
  private final String code;
  private final String hint;

  /// A failure with a code of the protocol's closed list.
  ///
  /// @param code the wire name, for example `not_found`
  /// @param hint empty when there is no advice
  public Refusal(int exit, String code, String sentence, String hint) {
    super(sentence);
    this.exit = exit;
    this.code = code;
    this.hint = hint;
  }

  /// A command line that cannot be understood.
  public static Refusal usage(String sentence, String hint) {
    return new Refusal(USAGE, "invalid_params", sentence, hint);
  }

  /// A failure of this machine: a file, a directory, a process.
  public static Refusal local(String sentence, String hint) {
    return new Refusal(1, "storage", sentence, hint);
  }

  public int exit() {
    return exit;
  }

  public String code() {
    return code;
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }

  public String hint() {
    return hint;
  }

  /// The form that programs read: `{"v":1,"error":{...},"exit":n}`.
  public JsonObject json() {
    JsonObject error = new JsonObject().put("code", code).put("message", sentence());
    if (!hint.isEmpty()) {
      error.put("hint", hint);
    }
    return new JsonObject().put("v", 1).put("error", error).put("exit", exit);
  }
}
