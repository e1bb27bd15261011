package alpi.cli.acp;

import alpi.cli.host.HostFault;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.stdio.Daemon;
import alpi.cli.stdio.Pipe;
import alpi.cli.stdio.RpcFault;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/// One conversation that an editor has open.
final class AcpSession {
  private final Pipe pipe;
  private final Daemon daemon;
  private final String id;
  private final String folder;
  private final AcpEditor editor;

  /// Guards the two fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private String turn = "";
  private boolean cancelled;

  /// @param files what the editor offers of its files
  AcpSession(Pipe pipe, Daemon daemon, String id, String folder, JsonObject files) {
    this.pipe = pipe;
    this.daemon = daemon;
    this.id = id;
    this.folder = folder;
    this.editor = new AcpEditor(pipe, daemon, id, files);
  }

  /// Tells the editor something of this conversation.
  void update(String kind, JsonObject update) throws IOException {
    pipe.tell(
        "session/update",
        new JsonObject()
            .put("sessionId", id)
            .put("update", new JsonObject().put("sessionUpdate", kind).putAll(update)));
  }

  /// A piece of text, as the protocol wraps it.
  static JsonObject text(String text) {
    return new JsonObject().put("content", new JsonObject().put("type", "text").put("text", text));
  }

  /// Tells what was said so far.
  void replay() throws IOException {
    JsonArray messages =
        daemon.ask("host.session.show", daemon.params().put("id", id)).array("messages");
    for (int i = 0; i < messages.size(); i++) {
      JsonObject message = messages.object(i);
      switch (message.text("role")) {
        case "user" -> update("user_message_chunk", text(message.text("text")));
        case "assistant" -> said(message);
        case "tool" ->
            update("tool_call_update", AcpCalls.answered(message.object("result"), message));
        default -> {} // notes of our own
      }
    }
  }

  private void said(JsonObject message) throws IOException {
    if (!message.text("text").isEmpty()) {
      update("agent_message_chunk", text(message.text("text")));
    }
    JsonArray calls = message.object("said").array("calls");
    for (int i = 0; i < calls.size(); i++) {
      update("tool_call", AcpCalls.called(calls.object(i), calls.object(i).text("tool")));
    }
  }

  /// Has a message answered and tells how that ended.
  JsonObject prompt(JsonArray blocks) throws IOException, InterruptedException {
    AcpPrompt prompt = AcpPrompt.of(blocks);
    JsonObject params =
        daemon
            .turn()
            .put("session", id)
            .put("cwd", folder)
            .put("text", prompt.text())
            .put("attended", true);
    if (!prompt.beside().isEmpty()) {
      params.put("stdin", new JsonObject().put("text", prompt.beside()));
    }
    editor.attach();
    begun("");
    var run = new AcpTurn(this, pipe, daemon, id);
    try {
      JsonObject result =
          daemon.follow(
              "host.chat.send",
              params,
              event -> {
                if (event.text("kind").equals("accepted")) {
                  begun(event.text("turn"));
                }
                run.take(event);
              });
      return new JsonObject().put("stopReason", reason(result));
    } finally {
      run.close();
    }
  }

  private static String reason(JsonObject result) {
    if (result.text("state").equals("cancelled")) {
      return "cancelled";
    }
    return switch (result.text("code")) {
      case "answer_cut" -> "max_tokens";
      case "steps" -> "max_turn_requests";
      case "model_refused" -> "refusal";
      default -> {
        if (!result.text("state").equals("done")) {
          String hint = result.has("hint") ? " " + result.text("hint") : "";
          throw new RpcFault(RpcFault.INTERNAL, result.text("message") + hint);
        }
        yield "end_turn";
      }
    };
  }

  /// Stops the turn that runs, or the one that is about to.
  void cancel() {
    String running;
    lock.lock();
    try {
      cancelled = true;
      running = turn;
    } finally {
      lock.unlock();
    }
    stop(running);
  }

  private void begun(String fresh) {
    boolean end;
    lock.lock();
    try {
      end = cancelled && !fresh.isEmpty();
      turn = fresh;
      cancelled = end;
    } finally {
      lock.unlock();
    }
    if (end) {
      stop(fresh);
    }
  }

  private void stop(String running) {
    if (!running.isEmpty()) {
      Thread.ofVirtual().start(() -> stopNow(running));
    }
  }

  private void stopNow(String running) {
    try {
      var _ = daemon.ask("host.chat.cancel", daemon.params().put("turn", running));
    } catch (IOException | HostFault e) {
      return; // a turn that cannot be stopped any more has ended, or its daemon has
    }
  }
}
