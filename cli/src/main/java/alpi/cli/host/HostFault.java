package alpi.cli.host;

import alpi.cli.json.JsonObject;
import alpi.cli.term.Exits;
import alpi.cli.term.Refusal;

/// An error that the daemon answered with.
public final class HostFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String hint;

  /// Reads the `error` member of a response.
  public static HostFault of(JsonObject error) {
    return new HostFault(error);
  }

  private HostFault(JsonObject error) {
    super(error.text("message"));
    this.code = error.object("data").text("code");
    this.hint = error.object("data").text("hint");
  }

  /// The wire name of the error, for example `not_found`; empty when the daemon gave none.
  public String code() {
    return code;
  }

  /// The same failure as the end of a command.
  public Refusal refusal() {
    return new Refusal(Exits.of(code), code, String.valueOf(getMessage()), hint);
  }
}
