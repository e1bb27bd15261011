package alpi.accept;

import alpi.alp.json.Json;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A model that does as its script says, over real HTTP in the chat-completions format. A rule maps
/// a word of the owner's last message to a tool call; once the tool has answered, or without a
/// rule, it says [#ANSWER].
final class ScriptedModel implements AutoCloseable {
  private static final Pattern ORDER = Pattern.compile("\\[\\[(\\w+) (\\{.*?\\})]]");
  private static final List<String> WORDS = List.of("PONG ", "from ", "the ", "script.");

  static final String ANSWER = String.join("", WORDS);

  private final HttpServer server;
  private final Map<String, Rule> rules = new ConcurrentHashMap<>();
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger failure = new AtomicInteger();
  private volatile boolean obedient;
  private volatile CountDownLatch pause = new CountDownLatch(0);

  /// @param arguments `%s` stands for the rest of the owner's line after the word
  private record Rule(String tool, String arguments) {}

  /// @param steps make the arguments of each call from all that the tool has answered so far
  /// @param answer is made from it in the end
  private record Script(
      String tool, List<UnaryOperator<String>> steps, UnaryOperator<String> answer) {}

  ScriptedModel() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /// A message whose line starts with `word` makes the model call `tool`.
  ScriptedModel when(String word, String tool, String arguments) {
    rules.put(word, new Rule(tool, arguments));
    return this;
  }

  /// A message whose line starts with `word` makes the model call `tool` step by step, each on what
  /// came of those before.
  ScriptedModel script(
      String word, String tool, List<UnaryOperator<String>> steps, UnaryOperator<String> answer) {
    scripts.put(word, new Script(tool, List.copyOf(steps), answer));
    return this;
  }

  /// From now on it does whatever any text says that it is shown, the owner's, a file's or a
  /// stranger's: each order `[[tool {arguments}]]` once, one after the other.
  ScriptedModel obey() {
    obedient = true;
    return this;
  }

  /// From now on every request fails with this HTTP status; 0 ends that.
  ScriptedModel failWith(int status) {
    failure.set(status);
    return this;
  }

  /// From now on answers stop after their first word, until [#goOn].
  ScriptedModel pause() {
    pause = new CountDownLatch(1);
    return this;
  }

  /// Lets answers come to their end.
  void goOn() {
    pause.countDown();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  /// Points a product at this model by the documented variables.
  Product serve(Product product) {
    return product
        .with("OPENAI_BASE_URL", baseUrl())
        .with("OPENAI_API_KEY", "test-key")
        .with("ALPI_MODEL", "openai/scripted");
  }

  /// What was asked so far, oldest first.
  List<JsonNode> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (!exchange.getRequestURI().getPath().endsWith("/chat/completions")) {
      reply(
          exchange, "{\"object\":\"list\",\"data\":[{\"id\":\"scripted\",\"object\":\"model\"}]}");
      return;
    }
    JsonNode request = Json.parse(new String(body, StandardCharsets.UTF_8));
    requests.add(request);
    if (failure.get() != 0) {
      exchange.sendResponseHeaders(failure.get(), -1);
      exchange.close();
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      Optional<ObjectNode> call = call(request.path("messages"));
      if (call.isPresent()) {
        event(out, delta(call.get(), null));
        event(out, delta(Json.object(), "tool_calls"));
      } else {
        for (String word : words(request.path("messages"))) {
          event(out, delta(Json.object().put("content", word), null));
          out.flush();
          rest();
        }
        event(out, delta(Json.object(), "stop"));
      }
      event(out, usage());
      out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  private void rest() throws IOException {
    try {
      pause.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void reply(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  /// Where the owner spoke last; -1 where nobody did.
  private static int last(JsonNode messages) {
    int last = -1;
    for (int at = 0; at < messages.size(); at++) {
      if (messages.get(at).path("role").asString("").equals("user")) {
        last = at;
      }
    }
    return last;
  }

  /// What tools have answered since then.
  private static List<String> answers(JsonNode messages) {
    var answers = new ArrayList<String>();
    for (int at = last(messages) + 1; at < messages.size(); at++) {
      if (messages.get(at).path("role").asString("").equals("tool")) {
        answers.add(text(messages.get(at).path("content")));
      }
    }
    return answers;
  }

  private Optional<Script> asked(JsonNode messages) {
    int last = last(messages);
    return last < 0
        ? Optional.empty()
        : text(messages.get(last).path("content"))
            .lines()
            .map(ScriptedModel::firstWord)
            .filter(scripts::containsKey)
            .map(scripts::get)
            .findFirst();
  }

  private static String firstWord(String line) {
    int space = line.indexOf(' ');
    return space < 0 ? line : line.substring(0, space);
  }

  private List<String> words(JsonNode messages) {
    String told = String.join("\n", answers(messages));
    return asked(messages).map(script -> List.of(script.answer().apply(told))).orElse(WORDS);
  }

  /// The call that the owner's last message asks for, unless a tool has already answered after it.
  private Optional<ObjectNode> call(JsonNode messages) {
    if (obedient) {
      return ordered(messages);
    }
    int last = last(messages);
    List<String> answers = answers(messages);
    Optional<Script> script = asked(messages);
    if (script.isPresent() && answers.size() < script.get().steps().size()) {
      String told = String.join("\n", answers);
      String arguments = script.get().steps().get(answers.size()).apply(told);
      return Optional.of(calling(script.get().tool(), arguments));
    }
    if (last < 0 || !answers.isEmpty()) {
      return Optional.empty();
    }
    return text(messages.get(last).path("content"))
        .lines()
        .flatMap(line -> match(line).stream())
        .findFirst();
  }

  /// The first order that was not carried out yet, whoever gave it.
  private Optional<ObjectNode> ordered(JsonNode messages) {
    Set<String> made = new HashSet<>();
    List<MatchResult> orders = new ArrayList<>();
    for (JsonNode message : messages) {
      message.path("tool_calls").forEach(call -> made.add(call.path("id").asString("")));
      if (!message.path("role").asString("").equals("assistant")) {
        orders.addAll(ORDER.matcher(text(message.path("content"))).results().toList());
      }
    }
    return orders.stream()
        .filter(order -> !made.contains(id(order)))
        .findFirst()
        .map(order -> calling(id(order), order.group(1), order.group(2)));
  }

  private static String id(MatchResult order) {
    return "order_" + Integer.toHexString(order.group().hashCode());
  }

  private static String text(JsonNode content) {
    if (content.isString()) {
      return content.asString();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      text.append(part.path("text").asString("")).append('\n');
    }
    return text.toString();
  }

  private Optional<ObjectNode> match(String line) {
    String word = firstWord(line);
    Rule rule = rules.get(word);
    if (rule == null) {
      return Optional.empty();
    }
    String rest = line.substring(word.length()).strip();
    return Optional.of(calling(rule.tool(), rule.arguments().replace("%s", rest)));
  }

  private ObjectNode calling(String tool, String arguments) {
    return calling("call_" + requests.size(), tool, arguments);
  }

  private static ObjectNode calling(String id, String tool, String arguments) {
    ObjectNode message = Json.object();
    ArrayNode calls = message.putArray("tool_calls");
    ObjectNode call = calls.addObject().put("index", 0).put("id", id);
    call.put("type", "function");
    call.putObject("function").put("name", tool).put("arguments", arguments);
    return message;
  }

  private static ObjectNode delta(
      ObjectNode delta, @org.jspecify.annotations.Nullable String finish) {
    ObjectNode chunk = Json.object().put("object", "chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    if (finish == null) {
      choice.putNull("finish_reason");
    } else {
      choice.put("finish_reason", finish);
    }
    return chunk;
  }

  private static ObjectNode usage() {
    ObjectNode chunk = Json.object().put("object", "chat.completion.chunk");
    chunk.putArray("choices");
    chunk.putObject("usage").put("prompt_tokens", 100).put("completion_tokens", 5);
    return chunk;
  }

  private static void event(OutputStream out, ObjectNode chunk) throws IOException {
    out.write(("data: " + Json.text(chunk) + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    goOn();
    server.stop(0);
  }
}
