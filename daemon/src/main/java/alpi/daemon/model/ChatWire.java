package alpi.daemon.model;

import alpi.alp.json.Json;
import alpi.daemon.base.Secret;
import alpi.daemon.egress.HttpHeaders;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's chat completions, which most servers speak: `POST {base}/chat/completions`.
///
/// @param limitField name of the output limit: the vendor itself wants `max_completion_tokens`,
///   compatible servers know `max_tokens`
record ChatWire(String limitField) implements WireFormat {
  static final String ID = "openai-chat";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String path(String model) {
    return "/chat/completions";
  }

  @Override
  public HttpHeaders authorize(HttpHeaders headers, Secret key) {
    return headers.with("Authorization", "Bearer " + key.reveal());
  }

  @Override
  public ObjectNode body(String model, ModelRequest request) {
    ObjectNode body = Json.object().put("model", model).put("stream", true);
    body.putObject("stream_options").put("include_usage", true);
    request.maxOutputTokens().ifPresent(limit -> body.put(limitField, limit));
    request.outputSchema().ifPresent(schema -> format(body, schema));
    if (!request.tools().isEmpty()) {
      ArrayNode tools = body.putArray("tools");
      for (ModelRequest.ToolDef tool : request.tools()) {
        ObjectNode function = tools.addObject().put("type", "function").putObject("function");
        function.put("name", tool.name()).put("description", tool.description());
        function.set("parameters", tool.parameters());
      }
    }
    ArrayNode messages = body.putArray("messages");
    if (!request.system().isEmpty()) {
      messages.addObject().put("role", "system").put("content", request.system());
    }
    Turns.grouped(request.messages()).forEach(turn -> turn(messages, turn));
    return body;
  }

  @Override
  public Decoder decoder(AnswerDraft draft) {
    return new ChatDecoder(draft);
  }

  private static void format(ObjectNode body, ObjectNode schema) {
    ObjectNode format = body.putObject("response_format").put("type", "json_schema");
    format.putObject("json_schema").put("name", "answer").set("schema", schema);
  }

  private static void turn(ArrayNode messages, Turns.Turn turn) {
    switch (turn) {
      case Turns.Said(ModelMessage.Assistant said) -> assistant(messages, said);
      case Turns.Asked(List<ModelMessage.ToolResult> results, List<ModelMessage.User> users) -> {
        for (ModelMessage.ToolResult result : results) {
          ObjectNode message = messages.addObject().put("role", "tool");
          message.put("tool_call_id", result.callId()).put("content", Turns.text(result));
        }
        // The role of a tool takes text alone, so its images follow in the owner's role.
        List<ModelMessage.Image> images =
            results.stream().flatMap(result -> result.images().stream()).toList();
        if (!images.isEmpty()) {
          user(messages, new ModelMessage.User("Images that the tools returned:", images));
        }
        users.forEach(user -> user(messages, user));
      }
    }
  }

  private static void user(ArrayNode messages, ModelMessage.User user) {
    ObjectNode message = messages.addObject().put("role", "user");
    if (user.images().isEmpty()) {
      message.put("content", user.text());
      return;
    }
    ArrayNode parts = message.putArray("content");
    parts.addObject().put("type", "text").put("text", user.text());
    for (ModelMessage.Image image : user.images()) {
      ObjectNode part = parts.addObject().put("type", "image_url");
      part.putObject("image_url").put("url", Turns.dataUrl(image));
    }
  }

  private static void assistant(ArrayNode messages, ModelMessage.Assistant said) {
    ObjectNode message = messages.addObject().put("role", "assistant");
    JsonNode extras = Turns.kept(said, ID).orElseGet(Json::object);
    if (said.text().isEmpty() && !said.calls().isEmpty()) {
      message.putNull("content");
    } else {
      message.put("content", said.text());
    }
    for (Map.Entry<String, JsonNode> field : extras.path("message").properties()) {
      message.set(field.getKey(), field.getValue());
    }
    if (said.calls().isEmpty()) {
      return;
    }
    ArrayNode calls = message.putArray("tool_calls");
    for (ModelMessage.ToolCall call : said.calls()) {
      ObjectNode made = calls.addObject().put("id", call.id()).put("type", "function");
      made.putObject("function").put("name", call.name()).put("arguments", call.arguments());
      JsonNode extra = extras.path("calls").path(call.id());
      if (!extra.isMissingNode()) {
        made.set("extra_content", extra);
      }
    }
  }
}
