package alpi.daemon.session;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Message.Call;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.Reading;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A message as one line of JSON and back: `type` first, camelCase names, ISO instants, absent
/// instead of empty. Fields it does not know are ignored; a type it does not know is damage.
final class MessageCodec {
  private MessageCodec() {}

  /// The line without its newline: JSON escapes every line break inside.
  static byte[] encode(Message message) {
    return Json.text(json(message)).getBytes(StandardCharsets.UTF_8);
  }

  /// @throws IllegalArgumentException with a short reason when the line is no message
  static Message decode(byte[] line) {
    JsonNode node;
    try {
      node = Json.parse(new String(line, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
    try {
      return message(node);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not an instant", e);
    }
  }

  static ObjectNode json(Message message) {
    ObjectNode node = Json.object();
    node.put("type", type(message));
    node.put("at", message.at().toString());
    if (!message.turn().isEmpty()) {
      node.put("turn", message.turn());
    }
    switch (message) {
      case User user -> {
        node.put("text", user.text());
        attachments(node, user.attachments());
      }
      case Assistant assistant -> assistant(node, assistant);
      case Tool tool -> tool(node, tool);
      case Note note -> {
        node.put("kind", note.kind().name().toLowerCase(Locale.ROOT));
        node.put("text", note.text());
      }
    }
    labels(node, message.labels());
    return node;
  }

  static String type(Message message) {
    return switch (message) {
      case User _ -> "user";
      case Assistant _ -> "assistant";
      case Tool _ -> "tool";
      case Note _ -> "note";
    };
  }

  private static void assistant(ObjectNode node, Assistant assistant) {
    node.put("model", assistant.model());
    node.put("text", assistant.text());
    if (!assistant.reasoning().isEmpty()) {
      node.put("reasoning", assistant.reasoning());
    }
    if (!assistant.calls().isEmpty()) {
      ArrayNode calls = node.putArray("calls");
      for (Call call : assistant.calls()) {
        calls
            .addObject()
            .put("id", call.id())
            .put("tool", call.tool())
            .put("arguments", call.arguments());
      }
    }
    assistant.opaque().ifPresent(opaque -> node.set("opaque", opaque));
  }

  private static void tool(ObjectNode node, Tool tool) {
    node.put("callId", tool.callId());
    node.put("tool", tool.tool());
    node.put("ok", tool.ok());
    node.put("text", tool.text());
    tool.full().ifPresent(full -> node.set("full", blob(full)));
    attachments(node, tool.attachments());
  }

  private static void attachments(ObjectNode node, List<Attachment> attachments) {
    if (attachments.isEmpty()) {
      return;
    }
    ArrayNode array = node.putArray("attachments");
    for (Attachment attachment : attachments) {
      ObjectNode item = array.addObject().put("name", attachment.name());
      item.set("blob", blob(attachment.blob()));
      attachment.reading().ifPresent(reading -> reading(item.putObject("reading"), reading));
    }
  }

  private static void reading(ObjectNode node, Reading reading) {
    reading.text().ifPresent(text -> node.set("text", blob(text)));
    node.put("note", reading.note());
  }

  private static ObjectNode blob(BlobRef ref) {
    return Json.object()
        .put("hash", ref.hash().hex())
        .put("bytes", ref.bytes())
        .put("mediaType", ref.mediaType());
  }

  private static void labels(ObjectNode node, Labels labels) {
    if (labels.equals(Labels.NONE)) {
      return;
    }
    ObjectNode out = node.putObject("labels");
    ArrayNode sources = out.putArray("sources");
    labels.sources().stream().sorted().forEach(source -> sources.add(source.wire()));
    out.put("private", labels.privateData());
  }

  private static Message message(JsonNode node) {
    Instant at = Instant.parse(text(node, "at"));
    String turn = maybe(node, "turn");
    return switch (text(node, "type")) {
      case "user" -> new User(at, turn, text(node, "text"), attachments(node), labels(node));
      case "assistant" ->
          new Assistant(
              at,
              turn,
              maybe(node, "model"),
              text(node, "text"),
              maybe(node, "reasoning"),
              calls(node),
              node.has("opaque") ? Optional.of(node.get("opaque")) : Optional.empty(),
              labels(node));
      case "tool" ->
          new Tool(
              at,
              turn,
              text(node, "callId"),
              text(node, "tool"),
              flag(node, "ok"),
              text(node, "text"),
              node.has("full") ? Optional.of(blob(node.get("full"))) : Optional.empty(),
              attachments(node),
              labels(node));
      case "note" -> new Note(at, turn, kind(text(node, "kind")), text(node, "text"));
      default -> throw new IllegalArgumentException("a type this version does not know");
    };
  }

  private static NoteKind kind(String wire) {
    for (NoteKind kind : NoteKind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(wire)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("a kind of note this version does not know");
  }

  private static List<Call> calls(JsonNode node) {
    List<Call> calls = new ArrayList<>();
    for (JsonNode call : node.path("calls")) {
      calls.add(new Call(text(call, "id"), text(call, "tool"), text(call, "arguments")));
    }
    return calls;
  }

  private static List<Attachment> attachments(JsonNode node) {
    List<Attachment> attachments = new ArrayList<>();
    for (JsonNode item : node.path("attachments")) {
      Optional<Reading> reading =
          item.has("reading") ? Optional.of(reading(item.get("reading"))) : Optional.empty();
      attachments.add(new Attachment(text(item, "name"), blob(item.path("blob")), reading));
    }
    return attachments;
  }

  private static Reading reading(JsonNode node) {
    return new Reading(
        node.has("text") ? Optional.of(blob(node.get("text"))) : Optional.empty(),
        text(node, "note"));
  }

  private static BlobRef blob(JsonNode node) {
    JsonNode bytes = node.path("bytes");
    if (!bytes.canConvertToLong()) {
      throw new IllegalArgumentException("`bytes` is missing");
    }
    return new BlobRef(new Sha256(text(node, "hash")), bytes.longValue(), text(node, "mediaType"));
  }

  /// Labels of a line that has lost a source it does not know would widen what policy allows, so an
  /// unknown source is damage.
  private static Labels labels(JsonNode node) {
    JsonNode labels = node.path("labels");
    if (labels.isMissingNode()) {
      return Labels.NONE;
    }
    Set<Source> sources = EnumSet.noneOf(Source.class);
    for (JsonNode wire : labels.path("sources")) {
      sources.add(source(wire.asString("")));
    }
    return new Labels(sources, flag(labels, "private"));
  }

  private static Source source(String wire) {
    for (Source source : Source.values()) {
      if (source.wire().equals(wire)) {
        return source;
      }
    }
    throw new IllegalArgumentException("a source this version does not know");
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isString()) {
      throw new IllegalArgumentException("`" + field + "` is missing");
    }
    return value.stringValue();
  }

  private static String maybe(JsonNode node, String field) {
    return node.has(field) ? text(node, field) : "";
  }

  private static boolean flag(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isBoolean()) {
      throw new IllegalArgumentException("`" + field + "` is missing");
    }
    return value.booleanValue();
  }
}
