package alpi.daemon.tool.shell;

import alpi.daemon.sandbox.Finished;
import java.time.Duration;
import java.util.regex.Pattern;

/// What a model is shown of a command's output: without colours and cursor movements, the error
/// output marked, and how it ended.
final class CommandOutput {
  /// Terminal control sequences: CSI, OSC, and the short ones.
  private static final Pattern CONTROLS =
      Pattern.compile(
          "\u001b\\[[0-?]*+[ -/]*+[@-~]|\u001b\\][^\u0007\u001b]*+(?:\u0007|\u001b\\\\)?"
              + "|\u001b[ -/]*+[0-~]");

  private CommandOutput() {}

  static String text(Finished finished, Duration timeout) {
    var text = new StringBuilder(plain(finished.out().text()));
    String err = plain(finished.err().text());
    if (!err.isEmpty()) {
      text.append("[stderr]\n").append(err);
    }
    switch (finished.end()) {
      case EXITED -> {
        if (finished.exit() != 0) {
          text.append("[exit ").append(finished.exit()).append("]\n");
        } else if (text.isEmpty()) {
          text.append("[no output]\n");
        }
      }
      case TIMED_OUT ->
          text.append("[ended after ")
              .append(timeout.toMillis() / 1000.0)
              .append(" s; give a longer timeout, or run it in the background]\n");
      case CANCELLED -> text.append("[stopped]\n");
      case OVER_LIMIT -> text.append("[over a limit]\n");
    }
    finished.notes().forEach(note -> text.append('[').append(note).append("]\n"));
    return text.toString();
  }

  /// Without control sequences; of a line that was written over, what was left to see; with a line
  /// end behind it.
  static String plain(String raw) {
    String text = CONTROLS.matcher(raw).replaceAll("").replace("\r\n", "\n");
    var out = new StringBuilder(text.length());
    for (String line : text.split("\n", -1)) {
      String shown = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      out.append(shown.substring(shown.lastIndexOf('\r') + 1)).append('\n');
    }
    while (out.length() > 1 && out.charAt(out.length() - 2) == '\n') {
      out.setLength(out.length() - 1);
    }
    return out.length() == 1 ? "" : out.toString();
  }
}
