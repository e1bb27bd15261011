package alpi.daemon.model;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cut;
import alpi.daemon.base.Secret;
import alpi.daemon.egress.EgressException;
import alpi.daemon.egress.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Turns what providers and networks do wrong into one sentence that names the provider, the
/// status, and what to do.
final class Faults {
  /// Most characters of a provider's own words that are passed on.
  static final int MAX_QUOTE_CHARS = 300;

  private Faults() {}

  /// The failure that an HTTP status means.
  static AttemptFailed ofStatus(
      Endpoint endpoint, String model, int status, HttpHeaders headers, byte[] body, Instant now) {
    String said = quote(endpoint, body);
    String who = endpoint.provider();
    String tail = " (HTTP " + status + ")" + (said.isEmpty() ? "." : ": " + said);
    return switch (status) {
      case 401, 403 -> AttemptFailed.forGood(auth(endpoint, status, tail));
      case 404 ->
          AttemptFailed.forGood(
              Problem.of(
                  ErrorCode.MODEL_REFUSED,
                  who + " knows no model " + model + " at " + endpoint.base() + tail,
                  "Run `alpi models` to see what it offers, or correct the base URL."));
      case 402 ->
          AttemptFailed.forGood(
              Problem.of(ErrorCode.MODEL_REFUSED, who + " wants to be paid first" + tail));
      case 429 -> limited(who, said, tail, headers, now);
      default -> {
        if (status == 408 || status >= 500) {
          Problem problem = Problem.of(ErrorCode.MODEL_BROKEN, who + " is in trouble" + tail);
          yield advice(headers, now)
              .map(wait -> AttemptFailed.forNow(problem, wait))
              .orElseGet(() -> AttemptFailed.forNow(problem));
        }
        if (status >= 300 && status < 400) {
          yield AttemptFailed.forGood(
              Problem.of(
                  ErrorCode.MODEL_BROKEN,
                  who + " redirects to another address" + tail,
                  "A key is never sent on. Set the base URL to the final address."));
        }
        yield AttemptFailed.forGood(
            Problem.of(ErrorCode.MODEL_REFUSED, who + " refused the request" + tail));
      }
    };
  }

  /// The failure that a broken exchange means.
  ///
  /// @param shown whether part of the answer was already shown
  static AttemptFailed ofEgress(Endpoint endpoint, EgressException e, boolean shown) {
    String who = endpoint.provider();
    return switch (e.fault()) {
      case UNRESOLVED, TLS -> AttemptFailed.forGood(unreachable(endpoint, e));
      case UNCONNECTED -> {
        // Nobody listens on this machine: waiting half a second does not change that.
        boolean here = endpoint.base().host().isThisMachine();
        Problem problem = unreachable(endpoint, e);
        yield here ? AttemptFailed.forGood(problem) : AttemptFailed.forNow(problem);
      }
      case NO_ANSWER -> slow(who, "runtime.first_byte_timeout", e);
      case SILENT -> slow(who, "runtime.idle_timeout", e);
      case TOO_LONG -> slow(who, "runtime.total_timeout", e);
      case CUT -> AttemptFailed.forNow(cut(endpoint, shown).because(e));
      case MALFORMED, TOO_LARGE ->
          AttemptFailed.forGood(
              Problem.of(
                      ErrorCode.MODEL_BROKEN,
                      who + " sent an answer that cannot be read: " + e.sentence())
                  .because(e));
      case CANCELLED ->
          AttemptFailed.forGood(
              Problem.of(ErrorCode.CANCELLED, "The model was stopped.").because(e));
    };
  }

  private static AttemptFailed slow(String who, String limit, EgressException e) {
    return AttemptFailed.forGood(
        Problem.of(
                ErrorCode.DEADLINE,
                who + " took too long: " + e.sentence(),
                "Ask again, or wait longer: `alpi config set " + limit + " 5m`.")
            .because(e));
  }

  static Problem cut(Endpoint endpoint, boolean shown) {
    return Problem.of(
        ErrorCode.MODEL_BROKEN,
        endpoint.provider() + " broke off in the middle of its answer.",
        shown ? "What was shown is not complete; ask again." : "Ask again.");
  }

  static AttemptFailed garbage(Endpoint endpoint, String what) {
    return AttemptFailed.forGood(
        Problem.of(
            ErrorCode.MODEL_BROKEN,
            endpoint.provider() + " sent an answer that cannot be read: " + what + ".",
            "Check that " + endpoint.base() + " speaks " + endpoint.wire().id() + "."));
  }

  /// Throws when a provider reports an error inside an answer that began well.
  static void throwIfError(JsonNode data) throws AttemptFailed {
    JsonNode error = data.path("error");
    if (error.isMissingNode() || error.isNull()) {
      return;
    }
    throw inStream(data);
  }

  /// The failure that an error inside an answer means.
  static AttemptFailed inStream(JsonNode data) {
    JsonNode error = data.path("error");
    String said = clip(message(data));
    String type = error.path("type").asString("") + " " + error.path("status").asString("");
    String code = error.path("code").asString("") + data.path("code").asString("");
    String kind = (type + " " + code).toLowerCase(Locale.ROOT);
    String sentence = "The provider reports an error: " + (said.isEmpty() ? "unnamed." : said);
    if (kind.matches(
        ".*(overloaded|server_error|api_error|unavailable|internal|\\b5[0-9]{2}\\b).*")) {
      return AttemptFailed.forNow(Problem.of(ErrorCode.MODEL_BROKEN, sentence));
    }
    if (kind.matches(".*(rate_limit|exhausted|\\b429\\b).*")) {
      return AttemptFailed.forNow(Problem.of(ErrorCode.RATE_LIMITED, sentence));
    }
    return AttemptFailed.forGood(Problem.of(ErrorCode.MODEL_REFUSED, sentence));
  }

  static AttemptFailed unnamed() {
    return AttemptFailed.forNow(
        Problem.of(ErrorCode.MODEL_BROKEN, "The provider says that it failed, without a reason."));
  }

  /// Text of a content field: a string, or parts with texts.
  static String text(JsonNode content) {
    if (!content.isArray()) {
      return content.asString("");
    }
    var text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asString("")));
    return text.toString();
  }

  /// How long the provider asks to wait (RFC 9110, section 10.2.3).
  static Optional<Duration> advice(HttpHeaders headers, Instant now) {
    Optional<String> millis = headers.first("retry-after-ms").filter(s -> s.matches("[0-9]{1,9}"));
    if (millis.isPresent()) {
      return millis.map(text -> Duration.ofMillis(Long.parseLong(text)));
    }
    return headers.first("Retry-After").flatMap(text -> retryAfter(text.strip(), now));
  }

  private static Optional<Duration> retryAfter(String text, Instant now) {
    if (text.matches("[0-9]{1,6}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Problem auth(Endpoint endpoint, int status, String tail) {
    boolean without = endpoint.key().isEmpty();
    String variable = endpoint.keyVariable();
    String sentence =
        without
            ? endpoint.provider() + " wants a key and " + variable + " is not set" + tail
            : endpoint.provider()
                + (status == 401 ? " does not accept the key in " : " forbids this to the key in ")
                + variable
                + tail;
    return Problem.of(
        ErrorCode.MODEL_AUTH,
        sentence,
        "Put a valid key into " + variable + ", or run `alpi setup`.");
  }

  private static AttemptFailed limited(
      String who, String said, String tail, HttpHeaders headers, Instant now) {
    if (said.toLowerCase(Locale.ROOT).contains("quota") && advice(headers, now).isEmpty()) {
      return AttemptFailed.forGood(
          Problem.of(ErrorCode.MODEL_REFUSED, who + " says that the credit is used up" + tail));
    }
    Problem problem =
        Problem.of(
            ErrorCode.RATE_LIMITED,
            who + " limits how often it may be asked" + tail,
            "Wait a while.");
    return advice(headers, now)
        .map(wait -> AttemptFailed.forNow(problem, wait))
        .orElseGet(() -> AttemptFailed.forNow(problem));
  }

  private static Problem unreachable(Endpoint endpoint, EgressException e) {
    return Problem.of(
            ErrorCode.MODEL_UNREACHABLE,
            endpoint.provider() + " cannot be reached: " + e.sentence(),
            "Check the network and " + endpoint.base() + ".")
        .because(e);
  }

  /// The provider's own words, in one line, without the key.
  private static String quote(Endpoint endpoint, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    if (text.isEmpty()) {
      return "";
    }
    if (text.startsWith("<")) {
      return "it sent a web page instead of an answer.";
    }
    String said = text;
    try {
      JsonNode json = Json.parse(text);
      String message = message(json);
      said = message.isEmpty() ? text : message;
    } catch (JacksonException e) {
      said = text;
    }
    String key = endpoint.key().map(Secret::reveal).orElse("");
    return clip(key.isEmpty() ? said : said.replace(key, "***"));
  }

  private static String message(JsonNode json) {
    JsonNode body = json.isArray() && !json.isEmpty() ? json.get(0) : json;
    JsonNode error = body.path("error");
    String inner = error.path("message").asString("");
    if (!inner.isEmpty()) {
      return inner;
    }
    String outer = error.isString() ? error.asString("") : body.path("message").asString("");
    return outer.isEmpty() ? body.path("detail").asString("") : outer;
  }

  private static String clip(String text) {
    return Cut.brief(text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip(), MAX_QUOTE_CHARS);
  }
}
