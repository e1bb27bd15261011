package alpi.cli.talk;

import alpi.cli.chat.Prompts;
import alpi.cli.chat.Verdict;
import alpi.cli.host.HostClient;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Plain;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;

/// Listens to the daemon and prints above the line being typed.
final class LiveTurn extends Thread {
  private static final String DIM = "\u001b[2m";
  private static final String RESET = "\u001b[0m";

  private final HostClient client;
  private final LineReader reader;
  private final TalkState state;
  private final MarkdownStream markdown;

  /// Guards `waiting` and `request`.
  private final ReentrantLock lock = new ReentrantLock();

  private final Deque<JsonObject> waiting = new ArrayDeque<>();
  private long request = -1;
  private long step;
  private volatile boolean lost;

  LiveTurn(HostClient client, LineReader reader, TalkState state) {
    super("turn");
    this.client = client;
    this.reader = reader;
    this.state = state;
    this.markdown = new MarkdownStream(state.hasColor());
  }

  boolean isLost() {
    return lost;
  }

  void begin(String text) throws IOException {
    lock.lock();
    try {
      step = 0;
      request = client.send("host.chat.send", state.begin(text));
    } finally {
      lock.unlock();
    }
  }

  void cancel() throws IOException {
    client.send("host.chat.cancel", state.turnParams());
    dim("interrupting ...");
  }

  /// Whether the line answered something that was asked.
  boolean answer(String line) throws IOException {
    lock.lock();
    try {
      JsonObject ask = waiting.peek();
      if (ask == null) {
        return false;
      }
      if (ask.has("choices")) {
        waiting.remove();
        JsonObject params = new JsonObject().put("question", ask.text("id"));
        client.send(
            "host.question.answer",
            params.put("answer", Prompts.reply(line, ask.array("choices"))));
        return true;
      }
      String choice = Prompts.choice(line, ask.flag("rememberable"));
      if (choice.isEmpty()) {
        tell("Please type one of the letters in brackets.");
        return true;
      }
      waiting.remove();
      client.send(
          "host.approval.answer",
          new JsonObject().put("approval", ask.text("id")).put("choice", choice));
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    try {
      JsonObject message = client.next();
      while (message != null) {
        take(message);
        message = client.next();
      }
      lose("closed the connection");
    } catch (IOException e) {
      lose(String.valueOf(e.getMessage()));
    }
  }

  private void lose(String why) {
    lost = true;
    String turn = state.turn();
    tell(
        "The daemon stopped ("
            + why
            + "). Press Enter to leave; go on with: alpi -c"
            + (state.isRunning() ? ", or: alpi chat --resume " + turn : ""));
  }

  private void take(JsonObject message) {
    if (message.has("method")) {
      event(message.object("params").object("event"));
      return;
    }
    boolean ours;
    lock.lock();
    try {
      ours = message.number("id") == request;
    } finally {
      lock.unlock();
    }
    if (message.has("error")) {
      JsonObject error = message.object("error");
      tell(error.text("message") + "\n  " + error.object("data").text("hint"));
      if (ours) {
        state.finished(new JsonObject());
      }
    } else if (ours) {
      finished(message.object("result"));
    }
  }

  private void event(JsonObject event) {
    switch (event.text("kind")) {
      case "started" -> state.started(event.text("turn"));
      case "text" -> text(event);
      case "tool.called" -> dim("· " + event.text("tool") + " " + event.text("summary"));
      case "tool.answered" -> {
        if (!event.flag("ok")) {
          dim("  failed: " + event.text("preview"));
        }
      }
      case "approval.asked" -> ask(event.object("approval"), true);
      case "question.asked" -> ask(event.object("question"), false);
      case "approval.answered" -> forget(event.text("approval"));
      case "question.answered" -> forget(event.text("question"));
      case "retrying" -> dim("retrying: " + event.text("reason"));
      case "fellBack" -> dim("now asking " + event.text("model"));
      case "note" -> dim(event.text("text"));
      default -> {
        // Newer kinds are for newer clients.
        return;
      }
    }
  }

  private void text(JsonObject event) {
    if (event.number("step") != step) {
      step = event.number("step");
      show(markdown.finish());
    }
    show(markdown.feed(event.text("text")));
  }

  private void finished(JsonObject result) {
    show(markdown.finish());
    state.finished(result);
    lock.lock();
    try {
      waiting.clear();
    } finally {
      lock.unlock();
    }
    Verdict verdict = Verdict.of(result);
    if (verdict.exit() != 0) {
      tell(verdict.sentence() + (verdict.hint().isEmpty() ? "" : "\n  " + verdict.hint()));
    }
    String cost = result.has("usd") ? ", " + result.shown("usd") + " USD" : "";
    dim(result.text("model") + ", " + result.number("millis") + " ms" + cost);
  }

  private void ask(JsonObject ask, boolean approval) {
    lock.lock();
    try {
      waiting.add(approval ? ask : ask.put("choices", ask.array("choices")));
    } finally {
      lock.unlock();
    }
    show(markdown.finish());
    tell(approval ? Prompts.approval(ask) : Prompts.question(ask));
  }

  private void forget(String id) {
    lock.lock();
    try {
      waiting.removeIf(ask -> ask.text("id").equals(id));
    } finally {
      lock.unlock();
    }
  }

  private void dim(String line) {
    String safe = Plain.line(line);
    show(state.hasColor() ? DIM + safe + RESET : safe);
  }

  private void tell(String text) {
    show(Plain.text(text));
  }

  private void show(String ansi) {
    if (!ansi.isEmpty()) {
      reader.printAbove(AttributedString.fromAnsi(ansi));
    }
  }
}
