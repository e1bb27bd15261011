package alpi.daemon.model;

import alpi.alp.json.Json;
import alpi.daemon.model.AnswerDraft.CallDraft;
import alpi.daemon.model.ModelEvent.Stop;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads OpenAI's Responses. An end without `response.completed` is a cut, not a success.
final class ResponsesDecoder implements Decoder {
  private final AnswerDraft draft;
  private final Map<Integer, CallDraft> calls = new HashMap<>();
  private final Map<Integer, Boolean> spoken = new HashMap<>();
  private final ArrayNode items = Json.mapper().createArrayNode();
  private boolean needsItems;

  ResponsesDecoder(AnswerDraft draft) {
    this.draft = draft;
  }

  @Override
  public void event(String name, JsonNode data) throws AttemptFailed {
    String type = data.path("type").asString(name);
    int index = data.path("output_index").asInt(0);
    switch (type) {
      case "response.output_text.delta", "response.refusal.delta" -> {
        spoken.put(index, true);
        draft.text(data.path("delta").asString(""));
      }
      case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
          draft.reasoning(data.path("delta").asString(""));
      case "response.output_item.added" -> added(index, data.path("item"));
      case "response.function_call_arguments.delta" ->
          call(index).append(data.path("delta").asString(""));
      case "response.function_call_arguments.done" ->
          call(index).replace(data.path("arguments").asString(""));
      case "response.output_item.done" -> done(index, data.path("item"));
      case "response.completed", "response.incomplete" -> completed(data.path("response"));
      case "response.failed" -> {
        Faults.throwIfError(data.path("response"));
        throw Faults.unnamed();
      }
      case "error" -> throw Faults.inStream(data);
      default -> Faults.throwIfError(data);
    }
  }

  @Override
  public void whole(JsonNode answer) throws AttemptFailed {
    Faults.throwIfError(answer);
    int index = 0;
    for (JsonNode item : answer.path("output")) {
      added(index, item);
      done(index, item);
      index++;
    }
    completed(answer);
  }

  @Override
  public void close() {
    if (needsItems) {
      draft.opaque(ResponsesWire.ID, items);
    }
  }

  private CallDraft call(int index) {
    return calls.computeIfAbsent(index, _ -> draft.newCall());
  }

  private void added(int index, JsonNode item) {
    if (item.path("type").asString("").equals("function_call")) {
      CallDraft call = call(index);
      call.id(item.path("call_id").asString(call.id()));
      call.name(item.path("name").asString(""));
    }
  }

  private void done(int index, JsonNode item) {
    switch (item.path("type").asString("")) {
      case "function_call" -> {
        added(index, item);
        String arguments = item.path("arguments").asString("");
        if (!arguments.isEmpty()) {
          call(index).replace(arguments);
        }
      }
      case "message" -> {
        if (!spoken.containsKey(index)) {
          draft.text(Faults.text(item.path("content")));
        }
      }
      case "reasoning" -> needsItems |= item.hasNonNull("encrypted_content");
      default -> {}
    }
    if (item instanceof ObjectNode object) {
      items.add(object);
    }
  }

  private void completed(JsonNode response) throws AttemptFailed {
    Faults.throwIfError(response);
    JsonNode usage = response.path("usage");
    if (usage.isObject()) {
      draft.usage(
          usage.path("input_tokens").asLong(0),
          usage.path("output_tokens").asLong(0),
          usage.path("input_tokens_details").path("cached_tokens").asLong(0));
    }
    String reason = response.path("incomplete_details").path("reason").asString("");
    draft.stop(
        switch (reason) {
          case "max_output_tokens" -> Stop.LENGTH;
          case "content_filter" -> Stop.REFUSED;
          default -> Stop.END;
        });
    draft.end();
  }
}
