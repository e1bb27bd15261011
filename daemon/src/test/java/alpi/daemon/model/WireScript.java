package alpi.daemon.model;

import alpi.alp.json.Json;
import alpi.daemon.config.Wire;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a provider of one wire format sends, in that format: answers as texts, tool calls and
/// usage.
public sealed interface WireScript {
  Wire wire();

  /// The path that a request is expected at, with the base `/v1`.
  String path();

  /// Every event of an answer; each as the text between two blank lines.
  List<String> events(Answer answer);

  /// The same answer in one piece, as some servers send it in spite of `stream`.
  String whole(Answer answer);

  /// Events of an answer that breaks off after `text`.
  default List<String> begun(String text) {
    List<String> events = events(new Answer(List.of(text), List.of(), false));
    int last = 0;
    for (int i = 0; i < events.size(); i++) {
      last = events.get(i).contains(text) ? i : last;
      if (events.get(i).contains(text)) {
        break;
      }
    }
    return events.subList(0, last + 1);
  }

  default String stream(Answer answer) {
    return String.join("", events(answer));
  }

  record Call(String id, String name, String arguments) {}

  record Answer(List<String> texts, List<Call> calls, boolean usage) {
    static Answer text(String... texts) {
      return new Answer(List.of(texts), List.of(), true);
    }

    String text() {
      return String.join("", texts);
    }
  }

  static String data(ObjectNode json) {
    return "data: " + Json.text(json) + "\n\n";
  }

  static String named(ObjectNode json) {
    return "event: " + json.path("type").asString() + "\n" + data(json);
  }

  static List<String> halves(String text) {
    int middle = text.length() / 2;
    return List.of(text.substring(0, middle), text.substring(middle));
  }

  record Chat() implements WireScript {
    @Override
    public Wire wire() {
      return Wire.OPENAI_CHAT;
    }

    @Override
    public String path() {
      return "/v1/chat/completions";
    }

    @Override
    public List<String> events(Answer answer) {
      var events = new ArrayList<String>();
      answer.texts().forEach(text -> events.add(chunk(Json.object().put("content", text), "")));
      for (int i = 0; i < answer.calls().size(); i++) {
        Call call = answer.calls().get(i);
        events.add(chunk(call(i, call, ""), ""));
        for (String half : halves(call.arguments())) {
          ObjectNode delta = Json.object();
          ObjectNode part = delta.putArray("tool_calls").addObject().put("index", i);
          part.putObject("function").put("arguments", half);
          events.add(chunk(delta, ""));
        }
      }
      events.add(chunk(Json.object(), answer.calls().isEmpty() ? "stop" : "tool_calls"));
      if (answer.usage()) {
        ObjectNode last = Json.object();
        last.putArray("choices");
        events.add(data(usage(last)));
      }
      events.add("data: [DONE]\n\n");
      return events;
    }

    @Override
    public String whole(Answer answer) {
      ObjectNode json = Json.object();
      ObjectNode choice = json.putArray("choices").addObject().put("finish_reason", "stop");
      ObjectNode message = choice.putObject("message").put("role", "assistant");
      message.put("content", answer.text());
      return Json.text(usage(json));
    }

    private static ObjectNode call(int index, Call call, String arguments) {
      ObjectNode delta = Json.object();
      ObjectNode part = delta.putArray("tool_calls").addObject().put("index", index);
      part.put("id", call.id()).put("type", "function");
      part.putObject("function").put("name", call.name()).put("arguments", arguments);
      return delta;
    }

    private static ObjectNode usage(ObjectNode json) {
      ObjectNode usage = json.putObject("usage").put("prompt_tokens", 12);
      usage.put("completion_tokens", 3);
      usage.putObject("prompt_tokens_details").put("cached_tokens", 4);
      return json;
    }

    private static String chunk(ObjectNode delta, String reason) {
      ObjectNode json = Json.object().put("id", "c1").put("object", "chat.completion.chunk");
      ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
      choice.set("delta", delta);
      if (reason.isEmpty()) {
        choice.putNull("finish_reason");
      } else {
        choice.put("finish_reason", reason);
      }
      return data(json);
    }
  }

  record Responses() implements WireScript {
    @Override
    public Wire wire() {
      return Wire.OPENAI_RESPONSES;
    }

    @Override
    public String path() {
      return "/v1/responses";
    }

    @Override
    public List<String> events(Answer answer) {
      var events = new ArrayList<String>();
      events.add(named(event("response.created")));
      for (String text : answer.texts()) {
        events.add(
            named(event("response.output_text.delta").put("output_index", 0).put("delta", text)));
      }
      int index = 0;
      if (!answer.texts().isEmpty()) {
        events.add(named(item("response.output_item.done", index++, message(answer))));
      }
      for (Call call : answer.calls()) {
        events.add(named(item("response.output_item.added", index, call(call, ""))));
        for (String half : halves(call.arguments())) {
          ObjectNode delta = event("response.function_call_arguments.delta");
          events.add(named(delta.put("output_index", index).put("delta", half)));
        }
        events.add(named(item("response.output_item.done", index, call(call, call.arguments()))));
        index++;
      }
      ObjectNode last = event("response.completed");
      ObjectNode response = last.putObject("response").put("status", "completed");
      if (answer.usage()) {
        usage(response);
      }
      events.add(named(last));
      return events;
    }

    @Override
    public String whole(Answer answer) {
      ObjectNode json = Json.object().put("status", "completed");
      json.putArray("output").add(message(answer));
      usage(json);
      return Json.text(json);
    }

    private static ObjectNode event(String type) {
      return Json.object().put("type", type);
    }

    private static ObjectNode item(String type, int index, ObjectNode item) {
      ObjectNode event = event(type).put("output_index", index);
      event.set("item", item);
      return event;
    }

    private static ObjectNode message(Answer answer) {
      ObjectNode item = Json.object().put("type", "message").put("role", "assistant");
      ObjectNode part = item.putArray("content").addObject().put("type", "output_text");
      part.put("text", answer.text());
      return item;
    }

    private static ObjectNode call(Call call, String arguments) {
      ObjectNode item = Json.object().put("type", "function_call").put("call_id", call.id());
      return item.put("name", call.name()).put("arguments", arguments);
    }

    private static void usage(ObjectNode response) {
      ObjectNode usage = response.putObject("usage").put("input_tokens", 12);
      usage.put("output_tokens", 3);
      usage.putObject("input_tokens_details").put("cached_tokens", 4);
    }
  }

  record Anthropic() implements WireScript {
    @Override
    public Wire wire() {
      return Wire.ANTHROPIC;
    }

    @Override
    public String path() {
      return "/v1/messages";
    }

    @Override
    public List<String> events(Answer answer) {
      var events = new ArrayList<String>();
      ObjectNode start = Json.object().put("type", "message_start");
      ObjectNode message = start.putObject("message").put("role", "assistant");
      if (answer.usage()) {
        ObjectNode usage = message.putObject("usage").put("input_tokens", 8);
        usage.put("cache_read_input_tokens", 4).put("output_tokens", 1);
      }
      events.add(named(start));
      int index = 0;
      if (!answer.texts().isEmpty()) {
        ObjectNode block = Json.object().put("type", "text").put("text", "");
        events.add(named(start(index, block)));
        for (String text : answer.texts()) {
          events.add(named(delta(index, "text_delta", "text", text)));
        }
        events.add(named(Json.object().put("type", "content_block_stop").put("index", index++)));
      }
      for (Call call : answer.calls()) {
        ObjectNode block = Json.object().put("type", "tool_use").put("id", call.id());
        block.put("name", call.name()).putObject("input");
        events.add(named(start(index, block)));
        for (String half : halves(call.arguments())) {
          events.add(named(delta(index, "input_json_delta", "partial_json", half)));
        }
        events.add(named(Json.object().put("type", "content_block_stop").put("index", index++)));
      }
      ObjectNode last = Json.object().put("type", "message_delta");
      last.putObject("delta")
          .put("stop_reason", answer.calls().isEmpty() ? "end_turn" : "tool_use");
      if (answer.usage()) {
        last.putObject("usage").put("output_tokens", 3);
      }
      events.add(named(last));
      events.add(named(Json.object().put("type", "message_stop")));
      return events;
    }

    @Override
    public String whole(Answer answer) {
      ObjectNode json = Json.object().put("type", "message").put("stop_reason", "end_turn");
      json.putArray("content").addObject().put("type", "text").put("text", answer.text());
      ObjectNode usage = json.putObject("usage").put("input_tokens", 8).put("output_tokens", 3);
      usage.put("cache_read_input_tokens", 4);
      return Json.text(json);
    }

    private static ObjectNode start(int index, ObjectNode block) {
      ObjectNode event = Json.object().put("type", "content_block_start").put("index", index);
      event.set("content_block", block);
      return event;
    }

    private static ObjectNode delta(int index, String type, String field, String text) {
      ObjectNode event = Json.object().put("type", "content_block_delta").put("index", index);
      event.putObject("delta").put("type", type).put(field, text);
      return event;
    }
  }

  record Gemini() implements WireScript {
    @Override
    public Wire wire() {
      return Wire.GEMINI;
    }

    @Override
    public String path() {
      return "/v1/models/m1:streamGenerateContent?alt=sse";
    }

    @Override
    public List<String> events(Answer answer) {
      var events = new ArrayList<String>();
      for (String text : answer.texts()) {
        ObjectNode chunk = Json.object();
        parts(chunk).addObject().put("text", text);
        events.add(data(chunk));
      }
      ObjectNode last = Json.object();
      ArrayNode parts = parts(last);
      for (Call call : answer.calls()) {
        ObjectNode made = parts.addObject().putObject("functionCall").put("name", call.name());
        made.set("args", Json.parse(call.arguments()));
      }
      ((ObjectNode) last.path("candidates").path(0)).put("finishReason", "STOP");
      if (answer.usage()) {
        usage(last);
      }
      events.add(data(last));
      return events;
    }

    @Override
    public String whole(Answer answer) {
      ObjectNode json = Json.object();
      parts(json).addObject().put("text", answer.text());
      ((ObjectNode) json.path("candidates").path(0)).put("finishReason", "STOP");
      usage(json);
      return Json.text(json);
    }

    private static ArrayNode parts(ObjectNode chunk) {
      return chunk
          .putArray("candidates")
          .addObject()
          .putObject("content")
          .put("role", "model")
          .putArray("parts");
    }

    private static void usage(ObjectNode json) {
      ObjectNode usage = json.putObject("usageMetadata").put("promptTokenCount", 12);
      usage.put("candidatesTokenCount", 3).put("cachedContentTokenCount", 4);
    }
  }
}
