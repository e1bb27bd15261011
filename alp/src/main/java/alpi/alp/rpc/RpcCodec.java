package alpi.alp.rpc;

import alpi.alp.json.Json;
import alpi.alp.rpc.RpcMessage.Failure;
import alpi.alp.rpc.RpcMessage.Malformed;
import alpi.alp.rpc.RpcMessage.Notification;
import alpi.alp.rpc.RpcMessage.Request;
import alpi.alp.rpc.RpcMessage.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Bytes to messages and back, strict by the JSON-RPC 2.0 specification. Pure: no sockets, no
/// clocks.
///
/// Refused beyond the specification's letter: duplicate keys, depth over [Json#MAX_DEPTH], text
/// that is not UTF-8, unpaired surrogates, unknown members of a message, ids that are fractions or
/// null.
public final class RpcCodec {
  /// Largest message on a line, in bytes.
  public static final int MAX_FRAME_BYTES = 4 << 20;

  /// Most members of a batch.
  public static final int MAX_BATCH = 64;

  /// Longest method name, in characters.
  public static final int MAX_METHOD = 128;

  private static final String VERSION = "2.0";
  private static final byte[] BEFORE_ID = ascii("{\"jsonrpc\":\"2.0\",\"id\":");
  private static final byte[] BEFORE_RESULT = ascii(",\"result\":");
  private static final byte[] NULL = ascii("null");

  private RpcCodec() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// Reads one line, without its newline. Never throws: what cannot be read is
  /// [RpcMessage.Malformed].
  public static RpcFrame decode(byte[] frame) {
    if (frame.length > MAX_FRAME_BYTES) {
      return RpcFrame.malformed(
          ErrorCode.TOO_LARGE, "A message has at most " + MAX_FRAME_BYTES + " bytes.");
    }
    JsonNode json;
    try {
      json = StrictJson.read(frame);
    } catch (Problem e) {
      return RpcFrame.malformed(e.code(), e.sentence());
    } catch (StreamConstraintsException e) {
      return RpcFrame.malformed(
          ErrorCode.PARSE_ERROR, "The message is nested too deeply or holds too long a number.");
    } catch (JacksonException e) {
      return RpcFrame.malformed(ErrorCode.PARSE_ERROR, "The message is not valid JSON.");
    }
    return json instanceof ArrayNode members ? batch(members) : RpcFrame.one(message(json));
  }

  private static RpcFrame batch(ArrayNode members) {
    if (members.isEmpty()) {
      return RpcFrame.malformed(ErrorCode.INVALID_REQUEST, "A batch holds at least one message.");
    }
    if (members.size() > MAX_BATCH) {
      return RpcFrame.malformed(
          ErrorCode.INVALID_REQUEST, "A batch holds at most " + MAX_BATCH + " messages.");
    }
    List<RpcMessage> messages = new ArrayList<>(members.size());
    for (JsonNode member : members) {
      messages.add(message(member));
    }
    return new RpcFrame(true, messages);
  }

  private static RpcMessage message(JsonNode json) {
    if (!(json instanceof ObjectNode object)) {
      return invalid(RpcId.NONE, "A message is a JSON object.");
    }
    JsonNode idNode = object.get("id");
    Optional<RpcId> id = id(idNode);
    RpcId echo = id.orElse(RpcId.NONE);
    if (!isText(object.get("jsonrpc"), VERSION)) {
      return invalid(echo, "A message says \"jsonrpc\":\"2.0\".");
    }
    if (object.has("method")) {
      return idNode != null && id.isEmpty()
          ? invalid(RpcId.NONE, "An id is an integer or a text of at most 256 characters.")
          : call(object, id, echo);
    }
    return idNode == null
        ? invalid(RpcId.NONE, "A message has a method, or an id with a result or an error.")
        : answer(object, idNode.isNull() ? RpcId.NONE : id.orElse(null));
  }

  private static RpcMessage call(ObjectNode object, Optional<RpcId> id, RpcId echo) {
    JsonNode method = object.get("method");
    if (!method.isString() || !isMethod(method.stringValue())) {
      return invalid(echo, "A method is a text of 1 to " + MAX_METHOD + " characters.");
    }
    JsonNode params = object.get("params");
    if (params != null && !params.isContainer()) {
      return invalid(echo, "Params are an object or an array.");
    }
    int known = 2 + (object.has("id") ? 1 : 0) + (params == null ? 0 : 1);
    if (object.size() > known) {
      return invalid(echo, "A request holds jsonrpc, id, method and params, and nothing else.");
    }
    String name = method.stringValue();
    Optional<JsonNode> given = Optional.ofNullable(params);
    return id.<RpcMessage>map(named -> new Request(named, name, given))
        .orElseGet(() -> new Notification(name, given));
  }

  private static RpcMessage answer(ObjectNode object, @Nullable RpcId id) {
    JsonNode result = object.get("result");
    JsonNode error = object.get("error");
    if (id == null || object.size() != 3 || (result == null) == (error == null)) {
      return invalid(RpcId.NONE, "An answer holds jsonrpc, id, and either a result or an error.");
    }
    if (result != null) {
      return new Response(id, result);
    }
    return readError(error)
        .<RpcMessage>map(read -> new Failure(id, read))
        .orElseGet(() -> invalid(id, "An error has an integer code and a message."));
  }

  private static Optional<RpcError> readError(@Nullable JsonNode error) {
    if (error == null
        || !error.path("code").isIntegralNumber()
        || !error.path("message").isString()) {
      return Optional.empty();
    }
    JsonNode data = error.path("data");
    ErrorCode code =
        text(data, "code").flatMap(ErrorCode::ofWire).orElseGet(() -> standard(error.path("code")));
    return Optional.of(
        new RpcError(
            code, error.path("message").stringValue(), text(data, "hint"), text(data, "corr")));
  }

  private static ErrorCode standard(JsonNode number) {
    int value = number.asInt(0);
    for (ErrorCode code : ErrorCode.values()) {
      if (code.number() == value) {
        return code;
      }
    }
    return ErrorCode.INTERNAL;
  }

  private static Optional<String> text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
  }

  /// The id that a JSON value spells, if it is one.
  public static Optional<RpcId> id(@Nullable JsonNode node) {
    if (node == null) {
      return Optional.empty();
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return Optional.of(new RpcId.Whole(node.longValue()));
    }
    if (node.isString() && node.stringValue().length() <= RpcId.MAX_TEXT) {
      return Optional.of(new RpcId.Text(node.stringValue()));
    }
    return Optional.empty();
  }

  private static boolean isMethod(String name) {
    return !name.isEmpty() && name.length() <= MAX_METHOD;
  }

  private static boolean isText(@Nullable JsonNode node, String wanted) {
    return node != null && node.isString() && node.stringValue().equals(wanted);
  }

  private static Malformed invalid(RpcId id, String sentence) {
    return new Malformed(id, RpcError.of(ErrorCode.INVALID_REQUEST, sentence));
  }

  /// One message as UTF-8 JSON without a newline inside or after it.
  public static byte[] encode(RpcMessage message) {
    return WireMapper.MAPPER.writeValueAsBytes(json(message));
  }

  /// The answer to `id`, straight from the record and without a tree between: what a busy plane
  /// does most.
  public static byte[] encodeResult(RpcId id, Record result) {
    byte[] name = rawId(id);
    byte[] body = RecordShape.of(result.getClass()).writer().writeValueAsBytes(result);
    byte[] all = new byte[BEFORE_ID.length + name.length + BEFORE_RESULT.length + body.length + 1];
    int at = append(all, 0, BEFORE_ID);
    at = append(all, at, name);
    at = append(all, at, BEFORE_RESULT);
    at = append(all, at, body);
    all[at] = '}';
    return all;
  }

  /// The same into a stream, for answers that may be long. The stream is left open.
  public static void encodeResult(RpcId id, Record result, OutputStream to) throws IOException {
    to.write(BEFORE_ID);
    to.write(rawId(id));
    to.write(BEFORE_RESULT);
    RecordShape.of(result.getClass())
        .writer()
        .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
        .writeValue(to, result);
    to.write('}');
  }

  private static int append(byte[] all, int at, byte[] part) {
    System.arraycopy(part, 0, all, at, part.length);
    return at + part.length;
  }

  private static byte[] rawId(RpcId id) {
    return switch (id) {
      case RpcId.Text(String value) -> WireMapper.MAPPER.writeValueAsBytes(value);
      case RpcId.Whole(long value) -> Long.toString(value).getBytes(StandardCharsets.US_ASCII);
      case RpcId.None _ -> NULL;
    };
  }

  /// A message as a JSON value, for a batch.
  public static ObjectNode json(RpcMessage message) {
    ObjectNode json = Json.object().put("jsonrpc", VERSION);
    switch (message) {
      case Request(RpcId id, String method, Optional<JsonNode> params) -> {
        json.set("id", json(id));
        json.put("method", method);
        params.ifPresent(given -> json.set("params", given));
      }
      case Notification(String method, Optional<JsonNode> params) -> {
        json.put("method", method);
        params.ifPresent(given -> json.set("params", given));
      }
      case Response(RpcId id, JsonNode result) -> {
        json.set("id", json(id));
        json.set("result", result);
      }
      case Failure(RpcId id, RpcError error) -> {
        json.set("id", json(id));
        json.set("error", json(error));
      }
      case Malformed _ -> throw new IllegalArgumentException("a malformed message is not sent");
    }
    return json;
  }

  /// An id as the JSON value it came as.
  public static JsonNode json(RpcId id) {
    return switch (id) {
      case RpcId.Text(String value) -> JsonNodeFactory.instance.stringNode(value);
      case RpcId.Whole(long value) -> JsonNodeFactory.instance.numberNode(value);
      case RpcId.None _ -> JsonNodeFactory.instance.nullNode();
    };
  }

  private static ObjectNode json(RpcError error) {
    ObjectNode json = Json.object();
    json.put("code", error.code().number()).put("message", error.message());
    ObjectNode data = json.putObject("data").put("code", error.code().wire());
    error.hint().ifPresent(hint -> data.put("hint", hint));
    data.put("retryable", error.code().retryable());
    error.corr().ifPresent(corr -> data.put("corr", corr));
    return json;
  }
}
