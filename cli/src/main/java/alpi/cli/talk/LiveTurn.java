package alpi.cli.talk;

import alpi.cli.chat.Prompts;
import alpi.cli.chat.Verdict;
import alpi.cli.host.HostClient;
import alpi.cli.host.HostFault;
import alpi.cli.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The turns of a conversation over one connection: sends them on, listens, and shows what comes
/// above the line being typed.
final class LiveTurn extends Thread {
  private final HostClient client;
  private final Stage stage;
  private final Shown shown;
  private final TalkState state;
  private final Steering steering = new Steering();
  private final Asks asks = new Asks();

  /// Guards the fields below, which the typing thread changes too.
  private final ReentrantLock lock = new ReentrantLock();

  private long request = -1;
  private volatile boolean cancelling;
  private boolean lost;
  private long step;
  private boolean answered;
  private boolean done;

  LiveTurn(HostClient client, Stage stage, TalkState state) {
    super("turn");
    setDaemon(true);
    this.client = client;
    this.stage = stage;
    this.shown = new Shown(stage);
    this.state = state;
  }

  /// Whether the connection is gone.
  boolean isLost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /// Asks.
  ///
  /// @throws IOException when the daemon is gone; nothing was asked then
  void begin(JsonObject params) throws IOException {
    lock.lock();
    try {
      cancelling = false;
      state.begun();
      asks.running(true);
      request = client.send("host.chat.send", params);
      state.sent();
    } catch (IOException | HostFault e) {
      state.finished(new JsonObject());
      stopWaiting();
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /// Gives the words to the turn that is running.
  void steer(String words) throws IOException {
    lock.lock();
    try {
      if (state.turn().isEmpty()) {
        steering.keep(words);
      } else {
        send(words);
      }
      stage.pending(steering.waiting());
    } finally {
      lock.unlock();
    }
    stage.draw();
  }

  private void send(String words) throws IOException {
    long id = client.send("host.chat.steer", state.turnParams().put("text", words));
    steering.sent(id, words);
  }

  /// Stops the turn that is running, as soon as it has a name.
  void cancel() throws IOException {
    lock.lock();
    try {
      if (request != -1) {
        // Said before the daemon can answer, so that its answer is what stays.
        stage.status("interrupting ...");
      }
      cancelling = true;
      if (!state.turn().isEmpty()) {
        client.send("host.chat.cancel", state.turnParams());
      }
    } finally {
      lock.unlock();
    }
    stage.draw();
  }

  /// Waits until the turn is over or asks something, and that is shown.
  void awaitTyping() {
    asks.await();
  }

  /// Lets `awaitTyping` return although the turn goes on.
  void stopWaiting() {
    asks.running(false);
    asks.shown();
  }

  private void show() {
    stage.draw();
    asks.shown();
  }

  /// Whether something is asked that the next line answers.
  boolean isAsking() {
    return asks.first() != null;
  }

  /// Answers what was asked first.
  ///
  /// @return false when the line is no answer to it
  boolean answer(String line) throws IOException {
    JsonObject ask = asks.first();
    if (ask == null) {
      return true;
    }
    if (ask.text("ask").equals("question")) {
      String reply = Prompts.reply(line, ask.array("choices"));
      JsonObject params = new JsonObject().put("question", ask.text("id"));
      client.send("host.question.answer", params.put("answer", reply));
    } else {
      String choice = Prompts.choice(line, ask.flag("rememberable"));
      if (choice.isEmpty()) {
        return false;
      }
      JsonObject params = new JsonObject().put("approval", ask.text("id"));
      client.send("host.approval.answer", params.put("choice", choice));
    }
    forget(ask.text("id"));
    stage.draw();
    return true;
  }

  @Override
  public void run() {
    String why = "closed the connection";
    try {
      @Nullable JsonObject message = client.next();
      while (message != null) {
        take(message);
        if (!client.isReady()) {
          show();
        }
        message = client.next();
      }
    } catch (IOException | HostFault e) {
      why = String.valueOf(e.getMessage());
    }
    lose(why);
  }

  private void lose(String why) {
    if (over(true)) {
      state.finished(new JsonObject());
      stage.status("");
      stage.tell(
          "The daemon stopped ("
              + why
              + ") while it answered. What it did is on record.\n  Type to go on, or take the turn"
              + " up again: alpi chat --resume "
              + state.turn());
    }
    show();
  }

  private void take(JsonObject message) throws IOException {
    if (message.has("method")) {
      event(message.object("params").object("event"));
      return;
    }
    long id = message.number("id");
    if (isTurn(id)) {
      finished(message);
    } else if (steering.isMine(id)) {
      steered(id, message.object("result").flag("accepted"));
    } else if (message.has("error")) {
      complain(message.object("error"));
    }
  }

  private boolean isTurn(long id) {
    lock.lock();
    try {
      return id == request;
    } finally {
      lock.unlock();
    }
  }

  private void event(JsonObject event) throws IOException {
    switch (event.text("kind")) {
      case "accepted" -> named(event.text("turn"));
      case "started" -> started(event);
      case "text" -> text(event);
      case "reasoning" -> shown.thought(event.text("text"));
      case "tool.called" -> called(event);
      case "tool.progress" -> stage.status("  " + event.text("line"));
      case "tool.answered" -> {
        stage.status("thinking ...");
        if (!event.flag("ok")) {
          stage.aside("  failed: " + event.text("preview"));
        }
      }
      case "steered" -> {
        steering.heard(event.text("text"));
        showPending();
        stage.aside("  told: " + event.text("text"));
      }
      case "approval.asked" -> ask("approval", event.object("approval"));
      case "question.asked" -> ask("question", event.object("question"));
      case "approval.answered" -> forget(event.text("approval"));
      case "question.answered" -> forget(event.text("question"));
      case "retrying" -> stage.aside("retrying: " + event.text("reason"));
      case "fellBack" -> stage.aside("now asking " + event.text("model"));
      case "note" -> stage.aside(event.text("text"));
      default -> {
        // Newer kinds are for newer clients.
        return;
      }
    }
  }

  private void started(JsonObject event) throws IOException {
    step = 0;
    answered = false;
    named(event.text("turn"));
    state.stay(event.text("session"));
    shown.heed(event);
    stage.status(cancelling ? "interrupting ..." : "thinking ...");
  }

  /// The turn has a name: what was typed for it before goes to it now.
  private void named(String turn) throws IOException {
    lock.lock();
    try {
      if (state.turn().equals(turn)) {
        return;
      }
      state.named(turn);
      if (cancelling) {
        client.send("host.chat.cancel", state.turnParams());
      }
      for (String words : steering.takeKept()) {
        send(words);
      }
    } finally {
      lock.unlock();
    }
  }

  private void text(JsonObject event) {
    shown.endThought();
    if (event.number("step") != step) {
      step = event.number("step");
      stage.endText();
    }
    answered = true;
    stage.text(event.text("text"));
  }

  private void called(JsonObject event) {
    shown.endThought();
    stage.aside("· " + event.text("tool") + " " + event.text("summary"));
    stage.status("  running ...");
  }

  /// What the daemon says about words for the turn.
  private void steered(long id, boolean accepted) throws IOException {
    String words = steering.answered(id);
    if (words.isEmpty()) {
      return; // the model was told before the daemon answered
    }
    if (!state.isRunning()) {
      next(words, done);
    } else if (accepted) {
      steering.queued(words);
    } else {
      steering.keep(words);
    }
    showPending();
  }

  private void showPending() {
    lock.lock();
    try {
      stage.pending(steering.waiting());
    } finally {
      lock.unlock();
    }
  }

  private void finished(JsonObject message) throws IOException {
    JsonObject result = message.object("result");
    over(false);
    state.finished(result);
    stage.status("");
    stage.endText();
    if (message.has("error")) {
      complain(message.object("error"));
    } else {
      outcome(result);
    }
    String late = String.join("\n", steering.takeUntold());
    showPending();
    done = result.text("state").equals("done");
    if (!late.isEmpty()) {
      next(late, done);
    }
  }

  /// Words that came too late for a turn are the next message. When the turn was broken off they go
  /// back on the line, for the person to think again.
  private void next(String words, boolean done) throws IOException {
    if (done) {
      stage.aside("  too late for that answer; asked now: " + words);
      begin(state.next(words));
    } else if (!stage.putBack(words)) {
      stage.aside("  not told any more (the up key brings it back): " + words);
    }
  }

  private void outcome(JsonObject result) {
    Verdict verdict = Verdict.of(result);
    if (result.text("state").equals("cancelled")) {
      stage.tell("Interrupted.");
    } else if (verdict.exit() != 0 && !(answered && result.text("state").equals("done"))) {
      stage.tell(sentence(verdict.sentence(), verdict.hint()));
    } else {
      if (!answered) {
        stage.text(result.text("text"));
      }
      stage.aside(result.text("model") + ", " + Verdict.took(result) + shown.cost(result));
    }
  }

  private void complain(JsonObject error) {
    stage.tell(sentence(error.text("message"), error.object("data").text("hint")));
  }

  private static String sentence(String what, String hint) {
    return hint.isEmpty() ? what : what + "\n  " + hint;
  }

  private void ask(String kind, JsonObject ask) throws IOException {
    if (asks.add(kind, ask)) {
      show(ask);
    }
  }

  private void show(JsonObject ask) throws IOException {
    stage.status("");
    stage.ask(Asks.shown(ask));
  }

  private void forget(String id) throws IOException {
    JsonObject next = asks.remove(id);
    if (next != null) {
      show(next);
    }
  }

  /// Whether a turn was running until now.
  private boolean over(boolean gone) {
    lock.lock();
    try {
      boolean running = request != -1;
      asks.running(false);
      request = -1;
      lost |= gone;
      return running;
    } finally {
      lock.unlock();
    }
  }
}
