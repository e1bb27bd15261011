package alpi.alp.envelope;

import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.json.Json;
import alpi.alp.json.LinkJson;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.StrictJson;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Envelopes as text: signed when written, judged in shape when read.
public final class EnvelopeCodec {
  private static final int VERSION = 1;
  private static final String JSONRPC = "2.0";

  private EnvelopeCodec() {}

  /// The signed text, in UTF-8.
  ///
  /// @throws IllegalArgumentException when the envelope is not from `own`, or holds what has no
  ///   text
  public static byte[] sealed(Envelope envelope, Identity own) {
    Header header = envelope.header();
    if (!header.from().equals(own.key())) {
      throw new IllegalArgumentException("an envelope is signed by its sender");
    }
    ObjectNode alp =
        Json.object()
            .put("v", VERSION)
            .put("from", header.from().text())
            .put("to", header.to().text())
            .put("ts", LinkTime.text(header.at()))
            .put("nonce", header.nonce().hex());
    ObjectNode message = body(envelope, alp);
    byte[] signature = own.sign(signedBytes(message));
    alp.put("sig", Base64.getEncoder().encodeToString(signature));
    return LinkJson.text(message).getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode body(Envelope envelope, ObjectNode alp) {
    ObjectNode message = Json.object().put("jsonrpc", JSONRPC).put("id", envelope.id());
    switch (envelope) {
      case Envelope.Request(_, String method, ObjectNode params, _) -> {
        message.put("method", method).set("params", params);
        message.set("alp", alp);
      }
      case Envelope.Answer(_, JsonNode result, Part part, _) -> {
        message.set("alp", alp);
        message.set("result", result);
        putPart(message, part);
      }
      case Envelope.Refusal(_, LinkError error, Part part, _) -> {
        message.set("alp", alp);
        message.set(
            "error",
            Json.object()
                .put("code", error.number())
                .put("message", error.message())
                .set("data", error.data()));
        putPart(message, part);
      }
    }
    return message;
  }

  private static void putPart(ObjectNode message, Part part) {
    if (part != Part.WHOLE) {
      message.put("stream", part.wire());
    }
  }

  private static byte[] signedBytes(JsonNode unsigned) {
    return LinkJson.signed(unsigned).getBytes(StandardCharsets.UTF_8);
  }

  /// Reads an envelope whose signature and time are yet to be judged.
  ///
  /// @throws WireFault when the text is no envelope of our version
  public static Received read(byte[] text) throws WireFault {
    JsonNode json = parse(text);
    if (!(json instanceof ObjectNode message) || !(json.get("alp") instanceof ObjectNode alp)) {
      throw misshapen("no envelope");
    }
    if (!JSONRPC.equals(text(message, "jsonrpc", 3))) {
      throw misshapen("not JSON-RPC 2.0");
    }
    JsonNode version = alp.get("v");
    if (version == null) {
      throw misshapen("no version");
    }
    if (!version.isIntegralNumber() || !version.canConvertToInt() || version.intValue() != 1) {
      throw new WireFault(Fault.BAD_VERSION, "an envelope of another version");
    }
    Header header =
        new Header(
            PeerKey.parse(text(alp, "from", PeerKey.CHARS)),
            PeerKey.parse(text(alp, "to", PeerKey.CHARS)),
            LinkTime.parse(text(alp, "ts", 40)),
            Nonce.parse(text(alp, "nonce", 32)));
    byte[] signature = signature(text(alp, "sig", 88));
    Envelope envelope = envelope(message, header);
    alp.remove("sig");
    try {
      return new Received(envelope, signedBytes(message), signature);
    } catch (IllegalArgumentException e) {
      throw misshapen("a text that cannot be signed");
    }
  }

  private static JsonNode parse(byte[] text) throws WireFault {
    try {
      return StrictJson.read(text);
    } catch (Problem | JacksonException e) {
      throw misshapen("no strict JSON");
    }
  }

  private static Envelope envelope(ObjectNode message, Header header) throws WireFault {
    String id = text(message, "id", Envelope.MAX_ID);
    if (message.has("method")) {
      return request(message, id, header);
    }
    Part part = part(message);
    JsonNode result = message.get("result");
    JsonNode error = message.get("error");
    if (result != null && !result.isNull() && error == null) {
      return new Envelope.Answer(id, result, part, header);
    }
    if (error instanceof ObjectNode object && result == null) {
      return new Envelope.Refusal(id, error(object), part, header);
    }
    throw misshapen("neither a request nor an answer");
  }

  private static Envelope request(ObjectNode message, String id, Header header) throws WireFault {
    String method = text(message, "method", Envelope.MAX_METHOD);
    JsonNode params = Optional.ofNullable(message.get("params")).orElseGet(Json::object);
    if (method.isEmpty() || !(params instanceof ObjectNode object)) {
      throw misshapen("a request without a method or with other parameters than an object");
    }
    return new Envelope.Request(id, method, object, header);
  }

  private static Part part(ObjectNode message) throws WireFault {
    if (!message.has("stream")) {
      return Part.WHOLE;
    }
    return Part.ofWire(text(message, "stream", 8))
        .orElseThrow(() -> misshapen("another kind of stream"));
  }

  private static LinkError error(ObjectNode error) throws WireFault {
    JsonNode code = error.get("code");
    if (code == null || !code.isIntegralNumber() || !code.canConvertToInt()) {
      throw misshapen("an error without a code");
    }
    JsonNode data = error.get("data");
    return new LinkError(
        code.intValue(),
        text(error, "message", 1024),
        data == null ? Json.mapper().nullNode() : data);
  }

  private static byte[] signature(String text) throws WireFault {
    try {
      byte[] signature = Base64.getDecoder().decode(text);
      if (signature.length == PeerKey.SIGNATURE_BYTES) {
        return signature;
      }
    } catch (IllegalArgumentException notBase64) {
      // Told like a signature of another length.
    }
    throw misshapen("a signature of another form");
  }

  private static String text(ObjectNode from, String key, int longest) throws WireFault {
    JsonNode value = from.get(key);
    if (value == null || !value.isString() || value.stringValue().length() > longest) {
      throw misshapen("no proper " + key);
    }
    return value.stringValue();
  }

  private static WireFault misshapen(String detail) {
    return new WireFault(Fault.BAD_ENVELOPE, detail);
  }
}
