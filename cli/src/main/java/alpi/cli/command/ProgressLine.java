package alpi.cli.command;

import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import java.io.IOException;

/// How far a long piece of work is: one line that is written over on a terminal, a JSON line for
/// each change with `--json`, and nothing else anywhere.
final class ProgressLine {
  private static final int BAR = 24;
  private static final double PER_CENT = 100;
  private static final String BACK = "\r\u001b[K";

  private final Out out;
  private final boolean json;
  private final long begun = System.nanoTime();
  private boolean shown;

  ProgressLine(Out out, boolean json) {
    this.out = out;
    this.json = json;
  }

  void tell(JsonObject event) {
    if (json) {
      out.json(event);
    } else if (out.streams().stderrTty()) {
      write(BACK + text(event, (System.nanoTime() - begun) / 1e9));
      shown = true;
    }
  }

  /// Says what takes so long, where somebody looks.
  void say(String words) {
    if (!json && out.streams().stderrTty()) {
      write(BACK + words);
      shown = true;
    }
  }

  /// Clears the line.
  void end() {
    if (shown) {
      write(BACK);
      shown = false;
    }
  }

  private void write(String text) {
    try {
      out.stderr().print(text);
      out.stderr().flush();
    } catch (IOException e) {
      // Nobody looks; the transfer goes on.
      shown = false;
    }
  }

  /// @param seconds since the beginning
  static String text(JsonObject event, double seconds) {
    long at = event.number("at");
    long size = event.number("size");
    return switch (event.text("phase")) {
      case "reading" -> "reading " + Listing.size(at);
      case "again" -> "the connection broke, trying again";
      default -> {
        String rate = rate(event.number("moved"), seconds);
        yield size == 0
            ? Listing.size(at) + rate
            : bar(at, size)
                + " "
                + Listing.size(at)
                + " of "
                + Listing.size(size)
                + rate
                + left(event, seconds);
      }
    };
  }

  private static String rate(long moved, double seconds) {
    return seconds <= 0 ? "" : ", " + Listing.size((long) (moved / seconds)) + "/s";
  }

  private static String bar(long at, long size) {
    int full = (int) (BAR * at / size);
    return "["
        + "#".repeat(full)
        + "-".repeat(BAR - full)
        + "] "
        + (int) (PER_CENT * at / size)
        + "%";
  }

  private static String left(JsonObject event, double seconds) {
    long moved = event.number("moved");
    long rest = event.number("size") - event.number("at");
    if (moved <= 0 || rest <= 0) {
      return "";
    }
    return ", " + Durations.shown((long) (1_000 * seconds * rest / moved) + 999) + " left";
  }
}
