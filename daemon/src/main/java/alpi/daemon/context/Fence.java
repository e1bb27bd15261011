package alpi.daemon.context;

import alpi.daemon.base.Cut;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The wall around text that is data and not orders: a named element that its content cannot close,
/// with every token in it disarmed that a chat template or a tool-call parser would act upon.
///
/// Disarming puts an invisible joiner behind the first character of the token: a reader sees the
/// same text, a tokenizer does not see the token.
final class Fence {
  private static final int MAX_ATTRIBUTE_CHARS = 200;
  private static final String JOINER = "\u200d";

  private static final String ELEMENTS =
      "attachment|recalled|summary|user|memory"
          + "|tool_output|tool_result|tool_results|tool_response|tool_call|tool_calls|tool_use"
          + "|function_call|function_calls|function_results|function|invoke|parameter|system"
          + "|system-reminder|think|thinking|assistant|human|bos|eos|pad|unk|s|start_of_turn"
          + "|end_of_turn|start_of_image|sep";

  private static final Pattern ARMED =
      Pattern.compile(
          "(?i)<(?=[|\uff5c])"
              + "|<(?=/?\\s*(?:[a-z]{1,16}:)?(?:"
              + ELEMENTS
              + ")(?:[\\s=>/]|$))"
              + "|<(?=</?SYS>>)"
              + "|\\[(?=/?(?:INST|TOOL_CALLS|AVAILABLE_TOOLS|TOOL_RESULTS|SYSTEM_PROMPT)\\])");

  private static final Pattern SPEAKER = Pattern.compile("(?<=\\n\\n)(Human|Assistant):");
  private static final Pattern UNQUOTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\"<>|]+");

  private Fence() {}

  static String attachment(String name, String mediaType, long bytes, Labels labels, String text) {
    return "<attachment name=\"%s\" media=\"%s\" bytes=\"%d\" source=\"%s\">\n%s\n</attachment>"
        .formatted(quoted(name), quoted(mediaType), bytes, source(labels), disarmed(text));
  }

  static String toolOutput(String tool, Labels labels, String text) {
    return "<tool_output tool=\"%s\" source=\"%s\">\n%s\n</tool_output>"
        .formatted(quoted(tool), source(labels), disarmed(text));
  }

  /// Words of an earlier turn.
  static String recalled(String pointer, String text) {
    return "<recalled pointer=\"%s\">\n%s\n</recalled>".formatted(quoted(pointer), disarmed(text));
  }

  /// What stands in place of turns.
  static String summary(String level, String from, String to, String text) {
    return "<summary level=\"%s\" from=\"%s\" to=\"%s\">\n%s\n</summary>"
        .formatted(level, quoted(from), quoted(to), disarmed(text));
  }

  /// `text` with every active token in it made harmless.
  static String disarmed(String text) {
    String once = ARMED.matcher(text).replaceAll("$0" + JOINER);
    return SPEAKER.matcher(once).replaceAll("$1" + JOINER + ":");
  }

  /// A value that fits between quotes, on one line, whatever a stranger called his file.
  static String quoted(String value) {
    String plain = UNQUOTABLE.matcher(value).replaceAll("_");
    return Cut.brief(plain, MAX_ATTRIBUTE_CHARS);
  }

  private static String source(Labels labels) {
    if (labels.sources().isEmpty()) {
      return "alpi";
    }
    return labels.sources().stream()
        .sorted()
        .map(Source::wire)
        .collect(Collectors.joining(","))
        .toLowerCase(Locale.ROOT);
  }
}
