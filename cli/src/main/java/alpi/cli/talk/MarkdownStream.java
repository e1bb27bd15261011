package alpi.cli.talk;

import alpi.cli.term.Plain;

/// Cuts Markdown that is still arriving into blocks that can be shown for good: a block ends at a
/// blank line outside a code fence; lines inside a fence are shown one by one.
final class MarkdownStream {
  private static final String FENCE = "```";

  private final AnsiMarkdown renderer;
  private final StringBuilder line = new StringBuilder();
  private final StringBuilder block = new StringBuilder();
  private boolean fenced;

  MarkdownStream(boolean color) {
    renderer = new AnsiMarkdown(color);
  }

  /// Takes the next piece; returns what is complete by now, rendered, without a final newline.
  String feed(String text) {
    StringBuilder shown = new StringBuilder();
    String safe = Plain.text(text);
    for (int i = 0; i < safe.length(); i++) {
      char c = safe.charAt(i);
      if (c == '\n') {
        take(line.toString(), shown);
        line.setLength(0);
      } else {
        line.append(c);
      }
    }
    return trimmed(shown);
  }

  /// Everything that is left, rendered.
  String finish() {
    StringBuilder shown = new StringBuilder();
    if (!line.isEmpty()) {
      take(line.toString(), shown);
      line.setLength(0);
    }
    flush(shown);
    fenced = false;
    return trimmed(shown);
  }

  private void take(String complete, StringBuilder shown) {
    boolean fence = complete.strip().startsWith(FENCE);
    if (fenced) {
      if (fence) {
        fenced = false;
      } else {
        shown.append(renderer.code(complete)).append('\n');
      }
    } else if (fence) {
      flush(shown);
      fenced = true;
    } else if (complete.isBlank()) {
      flush(shown);
    } else {
      block.append(complete).append('\n');
    }
  }

  private void flush(StringBuilder shown) {
    if (!block.isEmpty()) {
      shown.append(renderer.render(block.toString())).append("\n\n");
      block.setLength(0);
    }
  }

  private static String trimmed(StringBuilder shown) {
    int end = shown.length();
    if (end > 0 && shown.charAt(end - 1) == '\n') {
      end--;
    }
    return shown.substring(0, end);
  }
}
