package alpi.daemon.model;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The last thing the owner said, taken apart: the words, what is attached, the date, and what the
/// tools have answered since.
record BuiltinRequest(
    String words,
    List<Attachment> attachments,
    Optional<LocalDate> today,
    List<ModelMessage.ToolResult> results) {
  private static final Pattern OPEN = Pattern.compile("<attachment\\b([^>]*)>");
  private static final Pattern NAME = Pattern.compile("\\bname=\"([^\"]*)\"");

  /// What the daemon adds below the owner's words: the day, the workspace, what is not shown.
  private static final Pattern SITUATION =
      Pattern.compile("(?m)^\\[?(?:Today is (\\d{4}-\\d{2}-\\d{2})\\b|Not shown: ).*$");

  /// Earlier turns, as far as they were brought back for this one.
  private static final Pattern RECALLED =
      Pattern.compile("(?s)\\[From earlier turns that are not shown any more:\\]\\n<recalled .*$");

  private static final Pattern FENCE =
      Pattern.compile("^<tool_output\\b[^>]*>\\n?(.*?)\\n?</tool_output>\\s*$", Pattern.DOTALL);
  private static final String CLOSE = "</attachment>";

  record Attachment(String name, String text) {}

  static BuiltinRequest of(ModelRequest request) {
    String said = "";
    var results = new ArrayList<ModelMessage.ToolResult>();
    for (ModelMessage message : request.messages()) {
      switch (message) {
        case ModelMessage.User user -> {
          said = user.text();
          results.clear();
        }
        case ModelMessage.ToolResult result -> results.add(unfenced(result));
        case ModelMessage.Assistant _ -> {}
      }
    }
    var attachments = new ArrayList<Attachment>();
    String words = withoutAttachments(RECALLED.matcher(said).replaceAll(""), attachments);
    Optional<LocalDate> today = today(words);
    String bare = SITUATION.matcher(words).replaceAll("").strip();
    return new BuiltinRequest(bare, List.copyOf(attachments), today, List.copyOf(results));
  }

  /// What the tool said, without the marks that tell a language model whose words these are.
  private static ModelMessage.ToolResult unfenced(ModelMessage.ToolResult result) {
    Matcher fence = FENCE.matcher(result.text());
    return fence.matches()
        ? new ModelMessage.ToolResult(
            result.callId(), result.tool(), fence.group(1), result.ok(), result.images())
        : result;
  }

  private static String withoutAttachments(String said, List<Attachment> into) {
    var words = new StringBuilder();
    int at = 0;
    Matcher open = OPEN.matcher(said);
    while (open.find(at)) {
      int end = said.indexOf(CLOSE, open.end());
      int stop = end < 0 ? said.length() : end;
      Matcher name = NAME.matcher(open.group(1));
      String called = name.find() ? name.group(1) : "the attachment";
      into.add(new Attachment(called, said.substring(open.end(), stop).strip()));
      words.append(said, at, open.start());
      at = end < 0 ? said.length() : end + CLOSE.length();
    }
    return words.append(said.substring(at)).toString();
  }

  private static Optional<LocalDate> today(String words) {
    try {
      return SITUATION
          .matcher(words)
          .results()
          .map(said -> said.group(1))
          .filter(Objects::nonNull)
          .findFirst()
          .map(LocalDate::parse);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
