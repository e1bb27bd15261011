package alpi.cli.chat;

import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Refusal;

/// Programs read this: one object at the end (`--json`), or one line per event (`--stream-json`).
/// Warnings go to standard error as they do for people.
public final class JsonWatcher implements Watcher {
  private final Out out;
  private final boolean lines;
  private final HumanWatcher human;
  private boolean finished;

  /// @param lines true for a line per event
  public JsonWatcher(Out out, boolean lines) {
    this.out = out;
    this.lines = lines;
    this.human = new HumanWatcher(out, false, false);
  }

  @Override
  public void event(long seq, JsonObject event) {
    if (lines) {
      boolean last = event.text("kind").equals("finished");
      if (!last) {
        out.raw(new JsonObject().put("v", 1).put("seq", seq).putAll(event));
      }
    }
    human.event(seq, event);
  }

  @Override
  public int finished(JsonObject result) {
    int exit = human.finished(result);
    JsonObject line = new JsonObject().put("v", 1);
    if (lines) {
      line.put("kind", "finished");
    }
    emit(line.putAll(result).put("exit", exit));
    return exit;
  }

  @Override
  public void refused(Refusal refusal) {
    human.refused(refusal);
    JsonObject line = new JsonObject().put("v", 1);
    if (lines) {
      line.put("kind", "error");
    }
    emit(line.putAll(refusal.json()));
  }

  private void emit(JsonObject line) {
    if (!finished) {
      finished = true;
      out.raw(line);
    }
  }
}
