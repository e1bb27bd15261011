package alpi.cli.chat;

import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonWriter;
import alpi.cli.term.Out;
import alpi.cli.term.Plain;
import alpi.cli.term.Refusal;
import java.io.IOException;

/// The answer on standard output as it comes; what happens meanwhile on standard error, and only
/// warnings there when it is not a terminal.
public final class HumanWatcher implements Watcher {
  private static final String DIM = "\u001b[2m";
  private static final String RESET = "\u001b[0m";

  private final Out out;
  private final boolean answers;
  private final boolean streams;
  private long step;
  private long offset;
  private boolean printed;

  /// @param answers false when the result goes elsewhere and only progress is shown
  /// @param streams false to hold the answer until the end, as a demanded schema needs
  public HumanWatcher(Out out, boolean answers, boolean streams) {
    this.out = out;
    this.answers = answers;
    this.streams = streams;
  }

  @Override
  public void event(long seq, JsonObject event) {
    switch (event.text("kind")) {
      case "text" -> text(event);
      case "tool.called" -> progress(event.text("tool") + " " + event.text("summary"));
      case "tool.answered" -> answered(event);
      case "approval.answered" ->
          progress("approval: " + event.text("choice") + " (" + event.text("by") + ")");
      case "retrying" ->
          warn(
              "The model call failed ("
                  + event.text("reason")
                  + "); retry "
                  + event.shown("attempt")
                  + " in "
                  + event.shown("delayMillis")
                  + " ms.");
      case "fellBack" ->
          warn("Now asking " + event.text("model") + " (" + event.text("reason") + ").");
      case "note" -> warn(event.text("text"));
      default -> {
        // Newer kinds are for newer clients.
        return;
      }
    }
  }

  @Override
  public int finished(JsonObject result) {
    Verdict verdict = Verdict.of(result);
    if (answers && result.text("state").equals("done")) {
      if (result.has("structured") && !streams) {
        answer(JsonWriter.text(java.util.Objects.requireNonNull(result.get("structured"))));
      } else if (!printed) {
        answer(result.text("text"));
      }
    }
    if (printed && !out.stdout().isAtLineStart()) {
      out.print("\n");
    }
    if (verdict.exit() != 0) {
      complain(verdict.sentence(), verdict.hint());
    }
    return verdict.exit();
  }

  @Override
  public void refused(Refusal refusal) {
    endLine();
    complain(refusal.sentence(), refusal.hint());
  }

  private void text(JsonObject event) {
    if (!answers || !streams) {
      return;
    }
    String text = event.text("text");
    if (event.number("step") != step) {
      step = event.number("step");
      offset = 0;
      if (printed && !out.stdout().isAtLineStart()) {
        answer("\n");
      }
    }
    long from = event.number("offset");
    if (from + text.length() <= offset) {
      return; // told before
    }
    answer(from < offset ? text.substring((int) (offset - from)) : text);
    offset = from + text.length();
  }

  private void answered(JsonObject event) {
    if (!event.flag("ok")) {
      progress(event.text("tool") + " failed: " + event.text("preview"));
    }
  }

  private void answer(String text) {
    printed |= !text.isEmpty();
    out.print(text);
  }

  private void progress(String line) {
    if (!out.streams().stderrTty()) {
      return;
    }
    endLine();
    dimmed("· " + Plain.line(line));
  }

  private void warn(String sentence) {
    endLine();
    out.tell("alpi: " + Plain.line(sentence));
  }

  private void complain(String sentence, String hint) {
    out.tell("alpi: " + sentence);
    if (!hint.isEmpty()) {
      out.tell("  " + hint);
    }
  }

  /// Two terminals are one screen: a half line of the answer ends before something else is said.
  private void endLine() {
    if (printed && out.streams().stdoutTty() && !out.stdout().isAtLineStart()) {
      out.print("\n");
    }
    out.flush();
  }

  private void dimmed(String line) {
    try {
      out.stderr().println(out.streams().color() ? DIM + line + RESET : line);
      out.stderr().flush();
    } catch (IOException e) {
      // Nobody reads progress any more; the turn itself goes on.
      return;
    }
  }
}
