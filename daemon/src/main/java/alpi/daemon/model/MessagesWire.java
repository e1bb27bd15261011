package alpi.daemon.model;

import alpi.alp.json.Json;
import alpi.daemon.base.Secret;
import alpi.daemon.egress.HttpHeaders;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's Messages: `POST {base}/messages`, with cache marks after the constant part and after
/// the conversation so far. Thinking blocks go back with their signatures unchanged.
record MessagesWire() implements WireFormat {
  static final String ID = "anthropic";

  /// The wire demands a limit; this one is sent when the caller has none.
  static final int DEFAULT_MAX_TOKENS = 16_000;

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String path(String model) {
    return "/messages";
  }

  @Override
  public HttpHeaders authorize(HttpHeaders headers, Secret key) {
    return headers.with("x-api-key", key.reveal()).with("anthropic-version", "2023-06-01");
  }

  @Override
  public ObjectNode body(String model, ModelRequest request) {
    ObjectNode body = Json.object().put("model", model).put("stream", true);
    body.put("max_tokens", request.maxOutputTokens().orElse(DEFAULT_MAX_TOKENS));
    request.outputSchema().ifPresent(schema -> format(body, schema));
    if (!request.tools().isEmpty()) {
      ArrayNode tools = body.putArray("tools");
      for (ModelRequest.ToolDef tool : request.tools()) {
        ObjectNode made = tools.addObject().put("name", tool.name());
        made.put("description", tool.description()).set("input_schema", tool.parameters());
      }
    }
    if (!request.system().isEmpty()) {
      ObjectNode block = body.putArray("system").addObject().put("type", "text");
      block.put("text", request.system());
      mark(block);
    }
    ArrayNode messages = body.putArray("messages");
    Turns.grouped(request.messages()).forEach(turn -> turn(messages, turn));
    markLast(messages);
    return body;
  }

  @Override
  public Decoder decoder(AnswerDraft draft) {
    return new MessagesDecoder(draft);
  }

  private static void format(ObjectNode body, ObjectNode schema) {
    ObjectNode format = body.putObject("output_config").putObject("format");
    format.put("type", "json_schema").set("schema", schema);
  }

  private static void mark(ObjectNode block) {
    block.putObject("cache_control").put("type", "ephemeral");
  }

  /// Blocks that came from the model are sent back unchanged, so only ours are marked.
  private static void markLast(ArrayNode messages) {
    if (messages.isEmpty()
        || !messages.get(messages.size() - 1).path("role").asString().equals("user")) {
      return;
    }
    JsonNode content = messages.get(messages.size() - 1).path("content");
    if (content.get(content.size() - 1) instanceof ObjectNode block) {
      mark(block);
    }
  }

  private static void turn(ArrayNode messages, Turns.Turn turn) {
    switch (turn) {
      case Turns.Said(ModelMessage.Assistant said) -> assistant(messages, said);
      case Turns.Asked(List<ModelMessage.ToolResult> results, List<ModelMessage.User> users) -> {
        ArrayNode content = messages.addObject().put("role", "user").putArray("content");
        results.forEach(result -> result(content, result));
        for (ModelMessage.User user : users) {
          images(content, user.images());
          text(content, user.text());
        }
      }
    }
  }

  private static void result(ArrayNode content, ModelMessage.ToolResult result) {
    ObjectNode block = content.addObject().put("type", "tool_result");
    block.put("tool_use_id", result.callId());
    if (!result.ok()) {
      block.put("is_error", true);
    }
    ArrayNode parts = block.putArray("content");
    text(parts, result.text());
    images(parts, result.images());
  }

  /// The wire refuses empty texts.
  private static void text(ArrayNode content, String text) {
    content.addObject().put("type", "text").put("text", text.isBlank() ? "(empty)" : text);
  }

  private static void images(ArrayNode content, List<ModelMessage.Image> images) {
    for (ModelMessage.Image image : images) {
      ObjectNode source = content.addObject().put("type", "image").putObject("source");
      source.put("type", "base64").put("media_type", image.mediaType());
      source.put("data", image.base64());
    }
  }

  private static void assistant(ArrayNode messages, ModelMessage.Assistant said) {
    ArrayNode content = messages.addObject().put("role", "assistant").putArray("content");
    Optional<JsonNode> kept = Turns.kept(said, ID).filter(items -> Turns.sameCalls(said, items));
    if (kept.isPresent()) {
      kept.get().forEach(content::add);
      return;
    }
    if (!said.text().isBlank() || said.calls().isEmpty()) {
      text(content, said.text());
    }
    for (ModelMessage.ToolCall call : said.calls()) {
      ObjectNode block = content.addObject().put("type", "tool_use").put("id", call.id());
      block.put("name", call.name()).set("input", arguments(call));
    }
  }

  /// The wire wants an object where the model may have written anything.
  static ObjectNode arguments(ModelMessage.ToolCall call) {
    try {
      if (Json.parse(call.arguments()) instanceof ObjectNode object) {
        return object;
      }
      return Json.object().put("value", call.arguments());
    } catch (JacksonException e) {
      return Json.object().put("not_json", call.arguments());
    }
  }
}
