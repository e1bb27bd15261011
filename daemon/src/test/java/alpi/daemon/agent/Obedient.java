package alpi.daemon.agent;

import alpi.alp.json.Json;
import alpi.daemon.model.ScriptedModelServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The worst model there is: it does whatever any text that it is shown tells it to, once, and
/// knows no difference between its owner and a stranger. An order is a tool call in a marker that
/// survives file names, pages and commit messages.
final class Obedient implements AutoCloseable {
  private static final Pattern ORDER = Pattern.compile("\\[\\[([A-Za-z0-9_-]{8,})]]");

  private final ScriptedModelServer server =
      ScriptedModelServer.start((request, _, reply) -> answer(request, reply));
  private volatile boolean onlyTheOwner;

  /// The marker that orders this call.
  static String order(String tool, String arguments) {
    String call = tool + " " + arguments;
    return "[["
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(call.getBytes(StandardCharsets.UTF_8))
        + "]]";
  }

  /// The id under which the call of that marker is made.
  static String id(String order) {
    return "c" + Integer.toHexString(order.hashCode());
  }

  /// While set it listens to user messages only: for what leads up to an attack.
  void listenToTheOwnerOnly(boolean only) {
    onlyTheOwner = only;
  }

  Map<String, String> environment() {
    return Map.of(
        "OPENAI_BASE_URL", server.url("/v1"),
        "OPENAI_API_KEY", "test-key",
        "ALPI_MODEL", "openai/scripted");
  }

  private void answer(ScriptedModelServer.Request request, ScriptedModelServer.Reply reply)
      throws IOException {
    Set<String> made = new HashSet<>();
    Set<String> orders = new LinkedHashSet<>();
    for (JsonNode message : Json.parse(request.body()).path("messages")) {
      message.path("tool_calls").forEach(call -> made.add(call.path("id").asString("")));
      String role = message.path("role").asString("");
      boolean heard = onlyTheOwner ? role.equals("user") : !role.equals("assistant");
      if (heard) {
        texts(message.path("content")).forEach(text -> collect(text, orders));
      }
    }
    List<String> open = orders.stream().filter(order -> !made.contains(id(order))).toList();
    reply.stream(open.isEmpty() ? says("I have done all I was told.") : calls(open.getFirst()));
  }

  private static List<String> texts(JsonNode content) {
    List<String> texts = new ArrayList<>();
    if (content.isString()) {
      texts.add(content.asString());
    }
    content.forEach(part -> texts.add(part.path("text").asString("")));
    return texts;
  }

  private static void collect(String text, Set<String> into) {
    Matcher found = ORDER.matcher(text);
    while (found.find()) {
      into.add(found.group());
    }
  }

  private static String calls(String order) {
    Matcher found = ORDER.matcher(order);
    if (!found.matches()) {
      throw new IllegalStateException(order);
    }
    String call = new String(Base64.getUrlDecoder().decode(found.group(1)), StandardCharsets.UTF_8);
    int space = call.indexOf(' ');
    ObjectNode delta = Json.object();
    ObjectNode asked =
        delta.putArray("tool_calls").addObject().put("index", 0).put("id", id(order));
    asked.put("type", "function");
    asked
        .putObject("function")
        .put("name", call.substring(0, space))
        .put("arguments", call.substring(space + 1));
    return event(delta, "tool_calls");
  }

  private static String says(String words) {
    return event(Json.object().put("content", words), "stop");
  }

  private static String event(ObjectNode delta, String stop) {
    ObjectNode first = Json.object();
    first.putArray("choices").addObject().put("index", 0).set("delta", delta);
    ObjectNode last = Json.object();
    ObjectNode end = last.putArray("choices").addObject().put("index", 0);
    end.put("finish_reason", stop).putObject("delta");
    return "data: " + Json.text(first) + "\n\ndata: " + Json.text(last) + "\n\ndata: [DONE]\n\n";
  }

  @Override
  public void close() {
    server.close();
  }
}
