package alpi.daemon.journal;

import alpi.alp.json.CanonicalJson;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.ProfileName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/// A draft with its canonical JSON laid out, except for the three things only the writing thread
/// knows: `at_ms`, `seq` and the hash before it. Made on the caller's thread, so that the writing
/// thread, which everyone waits for, has little left to do.
final class Envelope {
  private final Draft draft;
  private final String body;

  /// From the brace to the value of `at_ms`.
  private final byte[] start;

  /// From there to the value of `seq`.
  private final byte[] middle;

  /// From there to the closing brace.
  private final byte[] end;

  private Envelope(Draft draft, String body, byte[] start, byte[] middle, byte[] end) {
    this.draft = draft;
    this.body = body;
    this.start = start;
    this.middle = middle;
    this.end = end;
  }

  /// Checks and lays out one draft.
  static Envelope of(Draft draft, ProfileName profile) {
    String body = canonicalBody(draft);
    var text = new StringBuilder(256 + body.length());
    text.append("{\"actor\":");
    CanonicalJson.quote(draft.actor().value(), text);
    byte[] start = cut(text.append(",\"at_ms\":"));
    text.append(",\"body\":").append(body);
    field("content", draft.content().map(Object::toString), text);
    field("corr", draft.corr(), text);
    field("kind", Optional.of(draft.kind().wire()), text);
    field("profile", Optional.of(profile.value()), text);
    byte[] middle = cut(text.append(",\"seq\":"));
    field("session", draft.session().map(Object::toString), text);
    field("span", draft.span(), text);
    return new Envelope(draft, body, start, middle, cut(text.append('}')));
  }

  Draft draft() {
    return draft;
  }

  /// Canonical JSON, as it is stored.
  String body() {
    return body;
  }

  /// Feeds the whole canonical form, completed, to `digest`.
  void digest(MessageDigest digest, Instant at, long seq) {
    digest.update(start);
    digest.update(ascii(at.toEpochMilli()));
    digest.update(middle);
    digest.update(ascii(seq));
    digest.update(end);
  }

  private static String canonicalBody(Draft draft) {
    String body;
    try {
      body = CanonicalJson.text(draft.body());
    } catch (IllegalArgumentException e) {
      throw Problem.of(
              ErrorCode.INVALID_PARAMS,
              "An event of kind " + draft.kind().wire() + " holds a value that JSON cannot hold.")
          .because(e);
    }
    if (body.length() > Draft.MAX_BODY_BYTES
        || body.getBytes(StandardCharsets.UTF_8).length > Draft.MAX_BODY_BYTES) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "An event of kind "
              + draft.kind().wire()
              + " is larger than "
              + Draft.MAX_BODY_BYTES
              + " bytes.",
          "Store the content as a blob and record its hash.");
    }
    return body;
  }

  private static void field(String name, Optional<String> value, StringBuilder text) {
    if (value.isPresent()) {
      text.append(",\"").append(name).append("\":");
      CanonicalJson.quote(value.get(), text);
    }
  }

  private static byte[] cut(StringBuilder text) {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    text.setLength(0);
    return bytes;
  }

  private static byte[] ascii(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }
}
