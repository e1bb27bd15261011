package alpi.daemon.model;

import alpi.alp.json.Json;
import alpi.daemon.model.AnswerDraft.CallDraft;
import alpi.daemon.model.ModelEvent.Stop;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads chat completions as servers really send them: deltas that are null, tool calls without an
/// index, a usage chunk without choices, arguments as an object.
final class ChatDecoder implements Decoder {
  private final AnswerDraft draft;
  private final Map<Integer, CallDraft> byIndex = new HashMap<>();
  private final ObjectNode extras = Json.object();
  private final ArrayNode reasoningDetails = Json.mapper().createArrayNode();
  private final StringBuilder reasoning = new StringBuilder();

  ChatDecoder(AnswerDraft draft) {
    this.draft = draft;
  }

  @Override
  public void event(String name, JsonNode data) throws AttemptFailed {
    Faults.throwIfError(data);
    for (JsonNode choice : data.path("choices")) {
      message(choice.path("delta"));
      stop(choice.path("finish_reason").asString(""));
    }
    usage(data.path("usage"));
  }

  @Override
  public void whole(JsonNode answer) throws AttemptFailed {
    Faults.throwIfError(answer);
    for (JsonNode choice : answer.path("choices")) {
      message(choice.path("message"));
      stop(choice.path("finish_reason").asString("stop"));
    }
    usage(answer.path("usage"));
  }

  @Override
  public void close() {
    ObjectNode message = Json.object();
    if (!reasoningDetails.isEmpty()) {
      message.set("reasoning_details", reasoningDetails);
    } else if (!reasoning.isEmpty() && !draft.calls().isEmpty()) {
      // Servers that reason between tool calls want it back inside the same turn.
      message.put("reasoning_content", reasoning.toString());
    }
    if (!message.isEmpty()) {
      extras.set("message", message);
    }
    if (!extras.isEmpty()) {
      draft.opaque(ChatWire.ID, extras);
    }
  }

  private void message(JsonNode delta) {
    draft.text(Faults.text(delta.path("content")));
    String refusal = delta.path("refusal").asString("");
    if (!refusal.isEmpty()) {
      draft.text(refusal);
      draft.stop(Stop.REFUSED);
    }
    String named = delta.path("reasoning_content").asString("");
    reasoning.append(named);
    draft.reasoning(named.isEmpty() ? delta.path("reasoning").asString("") : named);
    for (JsonNode detail : delta.path("reasoning_details")) {
      reasoningDetails.add(detail);
    }
    for (JsonNode call : delta.path("tool_calls")) {
      call(call);
    }
  }

  private void call(JsonNode part) {
    JsonNode function = part.path("function");
    CallDraft call = callOf(part);
    String id = part.path("id").asString("");
    if (!id.isEmpty()) {
      call.id(id);
    }
    String name = function.path("name").asString("");
    if (!name.isEmpty()) {
      call.name(name);
    }
    JsonNode arguments = function.path("arguments");
    call.append(arguments.isObject() ? Json.text(arguments) : arguments.asString(""));
    JsonNode extra = part.path("extra_content");
    if (extra.isObject()) {
      ObjectNode kept =
          extras.path("calls") instanceof ObjectNode o ? o : extras.putObject("calls");
      kept.set(call.id(), extra);
    }
  }

  /// The call that a fragment belongs to. Without an index, a new id or a name opens a call.
  private CallDraft callOf(JsonNode part) {
    JsonNode index = part.path("index");
    if (index.isInt()) {
      return byIndex.computeIfAbsent(index.intValue(), _ -> draft.newCall());
    }
    String id = part.path("id").asString("");
    for (CallDraft call : draft.calls()) {
      if (!id.isEmpty() && call.id().equals(id)) {
        return call;
      }
    }
    boolean opens = !id.isEmpty() || !part.path("function").path("name").asString("").isEmpty();
    return opens || draft.calls().isEmpty() ? draft.newCall() : draft.calls().getLast();
  }

  private void stop(String reason) {
    switch (reason) {
      case "" -> {}
      case "length" -> draft.stop(Stop.LENGTH);
      case "content_filter" -> draft.stop(Stop.REFUSED);
      case "tool_calls", "function_call" -> draft.stop(Stop.TOOLS);
      default -> draft.stop(Stop.END);
    }
  }

  private void usage(JsonNode usage) {
    if (usage.isObject()) {
      draft.usage(
          usage.path("prompt_tokens").asLong(0),
          usage.path("completion_tokens").asLong(0),
          usage.path("prompt_tokens_details").path("cached_tokens").asLong(0));
    }
  }
}
