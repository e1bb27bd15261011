package alpi.daemon.model;

import alpi.alp.json.Json;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Cut;
import alpi.daemon.model.ModelEvent.Stop;
import alpi.daemon.model.ModelEvent.Usage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// The responder that answers when there is no language model: deterministic, offline, and honest
/// about both. What it understands it does with the very tools a model would call; the table is
/// `docs/builtin.md`.
final class BuiltinModel implements Model {
  static final String NAME = "builtin/responder";

  /// The line under every answer.
  static final String HONEST =
      "(Built-in responder: no language model. `alpi setup` configures one.)";

  private static final int WINDOW = 200_000;
  private static final int PIECE_CHARS = 48;
  private static final Pattern UNSEEN =
      Pattern.compile("\\[Attachment (\\V+?) \\([^)]*\\): not shown: [^\\]\\v]*no images\\.?\\]");
  private static final Pattern NOTES = Pattern.compile("(?:\\n\\[[^\\n]*\\])+\\s*$");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int window() {
    return WINDOW;
  }

  @Override
  public boolean seesImages() {
    return false;
  }

  @Override
  public List<Candidate> candidates() {
    return List.of(new Candidate(NAME, true));
  }

  @Override
  public void stream(ModelRequest request, Cancel cancel, Consumer<ModelEvent> sink) {
    BuiltinRequest asked = BuiltinRequest.of(request);
    BuiltinAsk ask =
        new BuiltinParser(asked.today()).parse(asked.words(), !asked.attachments().isEmpty());
    switch (step(ask, asked, request)) {
      case Answer(String text) -> say(text.stripTrailing() + "\n\n" + HONEST, cancel, sink);
      case Call(String tool, ObjectNode arguments) -> call(tool, arguments, request, sink);
    }
  }

  private sealed interface Step {}

  private record Answer(String text) implements Step {}

  private record Call(String tool, ObjectNode arguments) implements Step {}

  private static Step step(BuiltinAsk ask, BuiltinRequest asked, ModelRequest request) {
    return switch (ask) {
      case BuiltinAsk.Summarise s -> summarise(s, asked, request);
      case BuiltinAsk.Search s -> search(s, asked, request);
      case BuiltinAsk.ListFolder(String path) ->
          tool("list", at(path), asked, request, text -> text);
      case BuiltinAsk.Read(String path) ->
          tool("read", Json.object().put("path", path), asked, request, text -> text);
      case BuiltinAsk.Fetch(String url) ->
          tool("web_fetch", Json.object().put("url", url), asked, request, text -> text);
      case BuiltinAsk.Recall(String query) ->
          tool("recall", Json.object().put("query", query), asked, request, text -> text);
      case BuiltinAsk.Remember(String fact) ->
          tool(
              "memory",
              Json.object().put("action", "remember").put("text", fact),
              asked,
              request,
              text -> text.startsWith("Remembered") ? "Remembered: " + fact : text);
      case BuiltinAsk.Manual(String question) ->
          tool("manual", Json.object().put("query", question), asked, request, text -> text);
      case BuiltinAsk.Ready(String answer) -> new Answer(answer);
      case BuiltinAsk.Help() -> new Answer(BuiltinHelp.TEXT);
      case BuiltinAsk.Unknown() -> unknown(asked);
    };
  }

  private static Step summarise(
      BuiltinAsk.Summarise ask, BuiltinRequest asked, ModelRequest request) {
    OptionalInt wanted = ask.sentences();
    String target = ask.target();
    if (target.isEmpty()) {
      return asked.attachments().isEmpty()
          ? new Answer("There is nothing to summarise: name a file, or pipe a text in.")
          : new Answer(summaries(asked, wanted));
    }
    if (target.matches("https?://\\S+")) {
      ObjectNode url = Json.object().put("url", target);
      return tool("web_fetch", url, asked, request, text -> extract(target, text, wanted));
    }
    var unseen = UNSEEN.matcher(target);
    if (unseen.find()) {
      return new Answer(unseen.group(1) + " needs a language model that sees images.");
    }
    if (isText(target)) {
      return new Answer(Extract.of("the text", target, wanted));
    }
    ObjectNode path = Json.object().put("path", target);
    return tool("read", path, asked, request, text -> extract(target, text, wanted));
  }

  /// Several words that do not end like a file's name are the text itself.
  private static boolean isText(String target) {
    return target.indexOf('\n') >= 0
        || (target.split("\\s+", -1).length > 3 && !target.matches(".*\\.\\w{1,8}"));
  }

  private static Step search(BuiltinAsk.Search ask, BuiltinRequest asked, ModelRequest request) {
    if (ask.path().isEmpty() && !asked.attachments().isEmpty()) {
      return new Answer(matches(ask.words(), asked));
    }
    ObjectNode arguments = Json.object().put("pattern", quoted(ask.words()));
    if (!ask.path().isEmpty()) {
      arguments.put("path", ask.path());
    }
    return tool("search", arguments, asked, request, text -> text);
  }

  /// The words as a regular expression that matches nothing else.
  private static String quoted(String words) {
    return words.replaceAll("[\\\\.^$|?*+()\\[\\]{}]", "\\\\$0");
  }

  private static String matches(String words, BuiltinRequest asked) {
    var out = new StringBuilder();
    for (BuiltinRequest.Attachment each : asked.attachments()) {
      List<String> lines = each.text().lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT))) {
          out.append(each.name()).append(':').append(i + 1).append(": ");
          out.append(lines.get(i).strip()).append('\n');
        }
      }
    }
    return out.isEmpty() ? "\"" + words + "\" does not occur." : out.toString().strip();
  }

  private static Step unknown(BuiltinRequest asked) {
    String honest =
        "That needs a language model, and none is configured. This is what works without one:";
    if (asked.attachments().isEmpty()) {
      return new Answer(honest + "\n\n" + BuiltinHelp.TABLE);
    }
    return new Answer(
        "That needs a language model, and none is configured. What can be said without one:\n\n"
            + summaries(asked, OptionalInt.empty()));
  }

  private static String summaries(BuiltinRequest asked, OptionalInt wanted) {
    return String.join(
        "\n\n",
        asked.attachments().stream()
            .map(each -> Extract.of(each.name(), each.text(), wanted))
            .toList());
  }

  /// A summary of what a tool read; its notes in brackets follow unchanged.
  private static String extract(String name, String read, OptionalInt wanted) {
    var notes = NOTES.matcher(read);
    boolean noted = notes.find();
    String text = noted ? read.substring(0, notes.start()) : read;
    return Extract.of(name, text, wanted) + (noted ? "\n" + notes.group().strip() : "");
  }

  private static ObjectNode at(String path) {
    return path.isEmpty() ? Json.object().put("path", ".") : Json.object().put("path", path);
  }

  /// Calls a tool, or makes the answer from what it returned.
  private static Step tool(
      String tool,
      ObjectNode arguments,
      BuiltinRequest asked,
      ModelRequest request,
      UnaryOperator<String> compose) {
    Optional<ModelMessage.ToolResult> result =
        asked.results().stream().filter(each -> each.tool().equals(tool)).findFirst();
    if (result.isPresent()) {
      String text = result.get().text();
      return new Answer(result.get().ok() ? compose.apply(text) : "That did not work: " + text);
    }
    if (offers(request, tool)) {
      return new Call(tool, arguments);
    }
    boolean searched = asked.results().stream().anyMatch(each -> each.tool().equals("more_tools"));
    return offers(request, "more_tools") && !searched
        ? new Call("more_tools", Json.object().put("need", tool))
        : new Answer("That takes the tool `" + tool + "`, which is not available here.");
  }

  private static boolean offers(ModelRequest request, String tool) {
    return request.tools().stream().anyMatch(each -> each.name().equals(tool));
  }

  private static void call(
      String tool, ObjectNode arguments, ModelRequest request, Consumer<ModelEvent> sink) {
    String id = "builtin_" + request.messages().size();
    var call = new ModelMessage.ToolCall(id, tool, Json.text(arguments));
    sink.accept(new ModelEvent.Called(call));
    var message = new ModelMessage.Assistant("", List.of(call), Optional.empty());
    sink.accept(new ModelEvent.Finished(Stop.TOOLS, message, Usage.NONE, NAME));
  }

  private static void say(String text, Cancel cancel, Consumer<ModelEvent> sink) {
    for (int at = 0; at < text.length(); ) {
      cancel.check();
      int end = Math.min(text.length(), at + PIECE_CHARS);
      int space = text.indexOf(' ', end);
      int stop = space < 0 || space > end + PIECE_CHARS ? Cut.at(text, end) : space + 1;
      sink.accept(new ModelEvent.Text(text.substring(at, stop)));
      at = stop;
    }
    var message = new ModelMessage.Assistant(text, List.of(), Optional.empty());
    sink.accept(new ModelEvent.Finished(Stop.END, message, Usage.NONE, NAME));
  }
}
