package alpi.daemon.agent;

/// Finds the JSON inside an answer: models like to wrap it in a fence of Markdown.
final class StructuredAnswer {
  private static final String FENCE = "```";

  private StructuredAnswer() {}

  /// The text between the fences, or all of it when there are none.
  static String json(String answer) {
    String text = answer.strip();
    int open = text.indexOf(FENCE);
    int close = text.lastIndexOf(FENCE);
    if (open < 0 || close <= open) {
      return text;
    }
    int line = text.indexOf('\n', open);
    return line < 0 || line > close ? text : text.substring(line + 1, close).strip();
  }
}
