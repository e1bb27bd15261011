package alpi.daemon.model;

import alpi.alp.json.Json;
import alpi.daemon.base.Secret;
import alpi.daemon.egress.HttpHeaders;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's Responses: `POST {base}/responses`. Nothing is stored at the vendor; its reasoning
/// comes encrypted and goes back unchanged.
record ResponsesWire() implements WireFormat {
  static final String ID = "openai-responses";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String path(String model) {
    return "/responses";
  }

  @Override
  public HttpHeaders authorize(HttpHeaders headers, Secret key) {
    return headers.with("Authorization", "Bearer " + key.reveal());
  }

  @Override
  public ObjectNode body(String model, ModelRequest request) {
    ObjectNode body = Json.object().put("model", model).put("stream", true).put("store", false);
    body.putArray("include").add("reasoning.encrypted_content");
    request.maxOutputTokens().ifPresent(limit -> body.put("max_output_tokens", limit));
    request.outputSchema().ifPresent(schema -> format(body, schema));
    if (!request.system().isEmpty()) {
      body.put("instructions", request.system());
    }
    if (!request.tools().isEmpty()) {
      ArrayNode tools = body.putArray("tools");
      for (ModelRequest.ToolDef tool : request.tools()) {
        ObjectNode made = tools.addObject().put("type", "function").put("name", tool.name());
        made.put("description", tool.description()).put("strict", false);
        made.set("parameters", tool.parameters());
      }
    }
    ArrayNode input = body.putArray("input");
    Turns.grouped(request.messages()).forEach(turn -> turn(input, turn));
    return body;
  }

  @Override
  public Decoder decoder(AnswerDraft draft) {
    return new ResponsesDecoder(draft);
  }

  private static void format(ObjectNode body, ObjectNode schema) {
    ObjectNode format = body.putObject("text").putObject("format").put("type", "json_schema");
    format.put("name", "answer").put("strict", false).set("schema", schema);
  }

  private static void turn(ArrayNode input, Turns.Turn turn) {
    switch (turn) {
      case Turns.Said(ModelMessage.Assistant said) -> assistant(input, said);
      case Turns.Asked(List<ModelMessage.ToolResult> results, List<ModelMessage.User> users) -> {
        results.forEach(result -> output(input, result));
        users.forEach(user -> user(input, user));
      }
    }
  }

  private static void output(ArrayNode input, ModelMessage.ToolResult result) {
    ObjectNode item = input.addObject().put("type", "function_call_output");
    item.put("call_id", result.callId());
    if (result.images().isEmpty()) {
      item.put("output", Turns.text(result));
      return;
    }
    ArrayNode parts = item.putArray("output");
    parts.addObject().put("type", "input_text").put("text", Turns.text(result));
    images(parts, result.images());
  }

  private static void user(ArrayNode input, ModelMessage.User user) {
    ObjectNode item = input.addObject().put("type", "message").put("role", "user");
    ArrayNode parts = item.putArray("content");
    parts.addObject().put("type", "input_text").put("text", user.text());
    images(parts, user.images());
  }

  private static void images(ArrayNode parts, List<ModelMessage.Image> images) {
    for (ModelMessage.Image image : images) {
      parts.addObject().put("type", "input_image").put("image_url", Turns.dataUrl(image));
    }
  }

  private static void assistant(ArrayNode input, ModelMessage.Assistant said) {
    Optional<JsonNode> kept = Turns.kept(said, ID).filter(items -> Turns.sameCalls(said, items));
    if (kept.isPresent()) {
      kept.get().forEach(input::add);
      return;
    }
    if (!said.text().isEmpty()) {
      ObjectNode item = input.addObject().put("type", "message").put("role", "assistant");
      item.putArray("content").addObject().put("type", "output_text").put("text", said.text());
    }
    for (ModelMessage.ToolCall call : said.calls()) {
      ObjectNode item = input.addObject().put("type", "function_call");
      item.put("call_id", call.id()).put("name", call.name()).put("arguments", call.arguments());
    }
  }
}
