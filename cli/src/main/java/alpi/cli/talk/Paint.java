package alpi.cli.talk;

import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/// The styles of a conversation; none at all where colours are not welcome.
record Paint(boolean color) {
  AttributedStyle plain() {
    return AttributedStyle.DEFAULT;
  }

  AttributedStyle bold(AttributedStyle on) {
    return color ? on.bold() : on;
  }

  AttributedStyle italic(AttributedStyle on) {
    return color ? on.italic() : on;
  }

  AttributedStyle underline(AttributedStyle on) {
    return color ? on.underline() : on;
  }

  AttributedStyle code(AttributedStyle on) {
    return color ? on.foreground(AttributedStyle.CYAN) : on;
  }

  AttributedStyle dim(AttributedStyle on) {
    return color ? on.faint() : on;
  }

  /// A line about the conversation, not of it.
  AttributedString aside(String line) {
    return new AttributedString(line, dim(plain()));
  }
}
