package alpi.daemon.model;

import alpi.alp.json.Json;
import alpi.daemon.base.Secret;
import alpi.daemon.egress.HttpHeaders;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Google's generateContent: `POST {base}/models/{model}:streamGenerateContent?alt=sse`. Parts go
/// back with their thought signatures unchanged.
record GeminiWire() implements WireFormat {
  static final String ID = "gemini";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String path(String model) {
    return "/models/" + model + ":streamGenerateContent?alt=sse";
  }

  @Override
  public HttpHeaders authorize(HttpHeaders headers, Secret key) {
    return headers.with("x-goog-api-key", key.reveal());
  }

  @Override
  public ObjectNode body(String model, ModelRequest request) {
    ObjectNode body = Json.object();
    if (!request.system().isEmpty()) {
      body.putObject("systemInstruction")
          .putArray("parts")
          .addObject()
          .put("text", request.system());
    }
    if (!request.tools().isEmpty()) {
      ArrayNode functions = body.putArray("tools").addObject().putArray("functionDeclarations");
      for (ModelRequest.ToolDef tool : request.tools()) {
        ObjectNode made = functions.addObject().put("name", tool.name());
        made.put("description", tool.description()).set("parametersJsonSchema", tool.parameters());
      }
    }
    config(body, request);
    ArrayNode contents = body.putArray("contents");
    Turns.grouped(request.messages()).forEach(turn -> turn(contents, turn));
    return body;
  }

  @Override
  public Decoder decoder(AnswerDraft draft) {
    return new GeminiDecoder(draft);
  }

  private static void config(ObjectNode body, ModelRequest request) {
    ObjectNode config = Json.object();
    request.maxOutputTokens().ifPresent(limit -> config.put("maxOutputTokens", limit));
    request
        .outputSchema()
        .ifPresent(schema ->
            config.put("responseMimeType", "application/json").set("responseJsonSchema", schema));
    if (!config.isEmpty()) {
      body.set("generationConfig", config);
    }
  }

  private static void turn(ArrayNode contents, Turns.Turn turn) {
    switch (turn) {
      case Turns.Said(ModelMessage.Assistant said) -> assistant(contents, said);
      case Turns.Asked(List<ModelMessage.ToolResult> results, List<ModelMessage.User> users) -> {
        ArrayNode parts = contents.addObject().put("role", "user").putArray("parts");
        for (ModelMessage.ToolResult result : results) {
          ObjectNode response = parts.addObject().putObject("functionResponse");
          response.put("name", result.tool());
          response.putObject("response").put(result.ok() ? "output" : "error", result.text());
        }
        results.forEach(result -> images(parts, result.images()));
        for (ModelMessage.User user : users) {
          images(parts, user.images());
          parts.addObject().put("text", user.text());
        }
      }
    }
  }

  private static void images(ArrayNode parts, List<ModelMessage.Image> images) {
    for (ModelMessage.Image image : images) {
      ObjectNode data = parts.addObject().putObject("inlineData");
      data.put("mimeType", image.mediaType()).put("data", image.base64());
    }
  }

  private static void assistant(ArrayNode contents, ModelMessage.Assistant said) {
    ArrayNode parts = contents.addObject().put("role", "model").putArray("parts");
    Optional<JsonNode> kept =
        Turns.kept(said, ID).filter(items -> calls(items) == said.calls().size());
    if (kept.isPresent()) {
      kept.get().forEach(parts::add);
      return;
    }
    if (!said.text().isEmpty() || said.calls().isEmpty()) {
      parts.addObject().put("text", said.text());
    }
    for (ModelMessage.ToolCall call : said.calls()) {
      ObjectNode made = parts.addObject().putObject("functionCall").put("name", call.name());
      made.set("args", MessagesWire.arguments(call));
    }
  }

  /// The wire gives calls no ids, so their number must do.
  private static long calls(JsonNode parts) {
    return parts.valueStream().filter(part -> part.has("functionCall")).count();
  }
}
