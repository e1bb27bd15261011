package alpi.daemon.tool.web;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Secret;
import alpi.daemon.egress.Handles;
import alpi.daemon.egress.HttpHeaders;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A request header in which handles stand for secrets, as a model writes it.
record SecretHeader(String name, String value) {
  private static final Pattern LINE = Pattern.compile("([A-Za-z][A-Za-z0-9-]{0,63}): *([ -~]+)");

  /// What a request means hangs on these; they are written by us alone.
  private static final Set<String> OURS =
      Set.of(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "upgrade",
          "te",
          "trailer",
          "expect",
          "user-agent",
          "accept",
          "accept-encoding");

  /// @throws Problem `invalid_params` for what is no such header
  static SecretHeader parse(String line) {
    Matcher matcher = LINE.matcher(line.strip());
    if (!matcher.matches()
        || OURS.contains(matcher.group(1).toLowerCase(Locale.ROOT))
        || matcher.group(1).toLowerCase(Locale.ROOT).startsWith("proxy-")
        || !Handles.in(matcher.group(2))) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "That is no header with a handle of a secret.",
          "Write it as in \"Authorization: Bearer secret:NAME\".");
    }
    return new SecretHeader(matcher.group(1), matcher.group(2));
  }

  /// @throws Problem when a secret may not be sent, or there is none of its name
  HttpHeaders filled(Function<String, Optional<Secret>> lender) {
    return HttpHeaders.NONE.with(
        name,
        Handles.filled(
            value,
            secret -> {
              Optional<Secret> lent = lender.apply(secret);
              if (lent.isEmpty()) {
                throw Problem.of(ErrorCode.NOT_FOUND, "There is no secret " + secret + ".");
              }
              return lent;
            }));
  }

  @Override
  public String toString() {
    return name + ": " + value;
  }
}
