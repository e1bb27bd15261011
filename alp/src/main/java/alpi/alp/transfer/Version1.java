package alpi.alp.transfer;

import alpi.alp.blob.Sha256;
import alpi.alp.envelope.LinkCode;
import alpi.alp.envelope.LinkError;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What version 1 allows of blobs, and how it names what it refuses.
public final class Version1 {
  /// Largest blob.
  public static final long MAX_BLOB = 20L << 20;

  /// Bytes in one piece, before they are written in base64.
  public static final int PIECE = 512 << 10;

  public static final String PUT = "link.put_blob";
  public static final String GET = "link.get_blob";

  private Version1() {}

  /// A hash of a request. Capital digits are read as small ones.
  static Optional<Sha256> hash(JsonNode params) {
    String text = params.path("hash").asString("").toLowerCase(Locale.ROOT);
    return params.path("hash").isString() && Sha256.isHex(text)
        ? Optional.of(new Sha256(text))
        : Optional.empty();
  }

  /// A whole number of a request, in its bounds; true and false are none.
  static Optional<Long> number(JsonNode params, String name, long most) {
    JsonNode node = params.path(name);
    return node.isIntegralNumber()
            && node.canConvertToLong()
            && node.longValue() >= 0
            && node.longValue() <= most
        ? Optional.of(node.longValue())
        : Optional.empty();
  }

  static LinkError invalid(String detail) {
    return LinkError.of(LinkCode.INVALID_BLOB, detail);
  }

  /// The same refusal in the words of version 1.
  static LinkError error(BlobRefusal refusal) {
    LinkCode code = refusal.code().overVersion1();
    String detail = refusal.detail().isEmpty() ? refusal.code().message() : refusal.detail();
    return switch (code) {
      case INVALID_BLOB, INTERNAL_ERROR, TARGET_BUSY -> LinkError.of(code, detail);
      default -> LinkError.of(code);
    };
  }
}
