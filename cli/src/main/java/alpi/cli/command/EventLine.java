package alpi.cli.command;

import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Plain;
import alpi.cli.term.Tint;
import alpi.cli.term.When;

/// One recorded event as a line: number, moment, kind, and what it says about itself.
final class EventLine {
  private static final int KIND = 20;
  private static final int NUMBER = 6;

  /// Longest digest shown whole.
  private static final int DIGEST = 12;

  private static final int SHA = 64;

  private EventLine() {}

  static void print(Out out, JsonObject event) {
    Tint tint = out.tint();
    StringBuilder head = new StringBuilder();
    String seq = event.shown("seq");
    head.repeat(' ', Math.max(0, NUMBER - seq.length())).append(seq).append("  ");
    head.append(When.exact(event.shown("at"))).append("  ");
    String kind = Plain.line(event.text("kind"));
    String pad = " ".repeat(Math.max(0, KIND - kind.length()));
    String body = Plain.line(body(event.object("body")));
    String by = event.text("actor").startsWith("local:") ? " by=" + event.text("actor") : "";
    String shown =
        (isBad(kind) ? tint.bad(kind) : kind) + (body.isEmpty() ? "" : pad + "  " + body);
    String run = event.has("run") ? "  " + event.text("run") : "";
    out.painted(tint.dim(head.toString()) + shown + tint.dim(Plain.line(by + run)));
  }

  private static boolean isBad(String kind) {
    return kind.endsWith(".failed") || kind.endsWith(".denied") || kind.endsWith(".lost");
  }

  private static String body(JsonObject body) {
    StringBuilder line = new StringBuilder();
    for (String key : body.keys()) {
      String value = body.shown(key);
      boolean digest = (value.length() == SHA && key.endsWith("sha")) || key.equals("binding");
      if (digest && value.length() > DIGEST) {
        value = value.substring(0, DIGEST) + "…";
      }
      line.append(line.isEmpty() ? "" : " ").append(key).append('=');
      line.append(value.indexOf(' ') >= 0 ? "\"" + value + "\"" : value);
    }
    return line.toString();
  }
}
