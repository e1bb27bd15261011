package alpi.daemon.model;

import alpi.alp.json.Json;
import alpi.daemon.model.AnswerDraft.CallDraft;
import alpi.daemon.model.ModelEvent.Stop;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads Anthropic's Messages: blocks that open, grow and close, each under its index.
final class MessagesDecoder implements Decoder {
  private final AnswerDraft draft;
  private final TreeMap<Integer, Block> blocks = new TreeMap<>();
  private boolean hasSecrets;
  private boolean counted;
  private long input;
  private long cached;
  private long output;

  MessagesDecoder(AnswerDraft draft) {
    this.draft = draft;
  }

  /// @param body as it opened; texts are put in at the end
  private record Block(
      ObjectNode body, StringBuilder text, StringBuilder signature, CallDraft call) {}

  @Override
  public void event(String name, JsonNode data) throws AttemptFailed {
    int index = data.path("index").asInt(0);
    switch (data.path("type").asString(name)) {
      case "content_block_delta" -> grow(block(index), data.path("delta"));
      case "content_block_start" -> open(index, data.path("content_block"));
      case "message_start" -> usage(data.path("message").path("usage"));
      case "message_delta" -> {
        stop(data.path("delta").path("stop_reason").asString(""));
        usage(data.path("usage"));
      }
      case "message_stop" -> draft.end();
      case "error" -> throw Faults.inStream(data);
      default -> Faults.throwIfError(data);
    }
  }

  @Override
  public void whole(JsonNode answer) throws AttemptFailed {
    Faults.throwIfError(answer);
    int index = 0;
    for (JsonNode block : answer.path("content")) {
      open(index++, block);
    }
    stop(answer.path("stop_reason").asString("end_turn"));
    usage(answer.path("usage"));
  }

  @Override
  public void close() {
    if (counted) {
      draft.usage(input, output, cached);
    }
    if (hasSecrets) {
      ArrayNode content = Json.mapper().createArrayNode();
      blocks.values().forEach(block -> content.add(whole(block)));
      draft.opaque(MessagesWire.ID, content);
    }
  }

  private Block block(int index) {
    Block found = blocks.get(index);
    return found == null ? open(index, Json.object().put("type", "text").put("text", "")) : found;
  }

  private Block open(int index, JsonNode start) {
    ObjectNode body = start instanceof ObjectNode object ? object : Json.object();
    String type = body.path("type").asString("text");
    CallDraft call = new CallDraft();
    if (type.equals("tool_use")) {
      call = draft.newCall();
      call.id(body.path("id").asString(call.id()));
      call.name(body.path("name").asString(""));
      if (!body.path("input").isEmpty()) {
        call.append(Json.text(body.path("input")));
      }
    }
    var block = new Block(body, new StringBuilder(), new StringBuilder(), call);
    blocks.put(index, block);
    hasSecrets |= type.equals("thinking") || type.equals("redacted_thinking");
    block.signature().append(body.path("signature").asString(""));
    say(block, type, body.path(type.equals("thinking") ? "thinking" : "text").asString(""));
    return block;
  }

  private void grow(Block block, JsonNode delta) {
    switch (delta.path("type").asString("")) {
      case "text_delta" -> say(block, "text", delta.path("text").asString(""));
      case "thinking_delta" -> say(block, "thinking", delta.path("thinking").asString(""));
      case "signature_delta" -> block.signature().append(delta.path("signature").asString(""));
      case "input_json_delta" -> block.call().append(delta.path("partial_json").asString(""));
      default -> {}
    }
  }

  private void say(Block block, String type, String text) {
    block.text().append(text);
    if (type.equals("thinking")) {
      draft.reasoning(text);
    } else {
      draft.text(text);
    }
  }

  private static ObjectNode whole(Block block) {
    ObjectNode body = block.body();
    switch (body.path("type").asString("")) {
      case "text" -> body.put("text", block.text().toString());
      case "thinking" ->
          body.put("thinking", block.text().toString())
              .put("signature", block.signature().toString());
      case "tool_use" -> {
        try {
          body.set("input", Json.parse(block.call().isEmpty() ? "{}" : block.call().text()));
        } catch (JacksonException e) {
          body.putObject("input").put("not_json", block.call().text());
        }
      }
      default -> {}
    }
    return body;
  }

  private void stop(String reason) {
    switch (reason) {
      case "" -> {}
      case "max_tokens", "model_context_window_exceeded" -> draft.stop(Stop.LENGTH);
      case "refusal" -> draft.stop(Stop.REFUSED);
      case "tool_use" -> draft.stop(Stop.TOOLS);
      default -> draft.stop(Stop.END);
    }
  }

  /// The first report has the input, later ones the output so far.
  private void usage(JsonNode usage) {
    if (!usage.isObject()) {
      return;
    }
    counted = true;
    if (usage.has("input_tokens")) {
      cached = usage.path("cache_read_input_tokens").asLong(0);
      input =
          usage.path("input_tokens").asLong(0)
              + cached
              + usage.path("cache_creation_input_tokens").asLong(0);
    }
    output = Math.max(output, usage.path("output_tokens").asLong(0));
  }
}
