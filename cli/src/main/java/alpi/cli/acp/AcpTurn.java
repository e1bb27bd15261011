package alpi.cli.acp;

import alpi.cli.host.HostFault;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.stdio.Daemon;
import alpi.cli.stdio.Pipe;
import java.io.IOException;

/// Tells an editor of one turn as it goes.
final class AcpTurn {
  /// So far back the call that is about to run stands in its conversation.
  private static final int LOOK_BACK = 8;

  private final AcpSession session;
  private final Daemon daemon;
  private final String id;
  private final AcpPermissions permissions;
  private final AcpDiffs diffs;
  private String turn = "";
  private int step;
  private boolean apart;

  AcpTurn(AcpSession session, Pipe pipe, Daemon daemon, String id) {
    this.session = session;
    this.daemon = daemon;
    this.id = id;
    this.permissions = new AcpPermissions(pipe, daemon, id);
    this.diffs = new AcpDiffs(daemon);
  }

  /// One event of the turn's stream.
  void take(JsonObject event) throws IOException {
    switch (event.text("kind")) {
      case "accepted" -> turn = event.text("turn");
      case "text" -> session.update("agent_message_chunk", AcpSession.text(spaced(event)));
      case "reasoning" ->
          session.update("agent_thought_chunk", AcpSession.text(event.text("text")));
      case "tool.called" -> called(event);
      case "tool.progress" ->
          session.update(
              "tool_call_update",
              new JsonObject()
                  .put("toolCallId", event.text("call"))
                  .put("status", "in_progress")
                  .put("title", event.text("line")));
      case "tool.answered" -> answered(event);
      case "approval.asked" -> permissions.ask(event.object("approval"));
      case "question.asked" -> question(event.object("question"));
      default -> {} // nothing that editors show
    }
  }

  /// Nobody waits for answers any more.
  void close() {
    permissions.close();
  }

  /// The text of a later step begins a paragraph: editors put all chunks together.
  private String spaced(JsonObject event) {
    int now = (int) event.number("step");
    boolean later = apart && now != step && event.number("offset") == 0;
    step = now;
    apart = true;
    return later ? "\n\n" + event.text("text") : event.text("text");
  }

  private void called(JsonObject event) throws IOException {
    JsonObject call = recorded(event.text("call"));
    String title = event.text("tool") + ": " + event.text("summary");
    session.update(
        "tool_call",
        AcpCalls.called(call.put("id", event.text("call")).put("tool", event.text("tool")), title));
    JsonArray items = AcpCalls.arguments(call).array("items");
    if (event.text("tool").equals("todo") && items.size() > 0) {
      session.update("plan", AcpCalls.plan(items));
    }
  }

  private void answered(JsonObject event) throws IOException {
    JsonArray changed =
        AcpCalls.kind(event.text("tool")).equals("edit")
            ? diffs.of(turn, event.text("call"))
            : new JsonArray();
    session.update(
        "tool_call_update",
        AcpCalls.ended(event.text("call"), event.flag("ok"), event.text("preview"), changed));
  }

  private void question(JsonObject question) throws IOException {
    if (question.array("choices").size() > 0) {
      permissions.choose(question);
    } else {
      session.update("agent_message_chunk", AcpSession.text("\n\n" + question.text("text")));
    }
  }

  /// The call as the conversation holds it, with its arguments; empty when that cannot be told.
  private JsonObject recorded(String call) throws IOException {
    try {
      JsonArray messages =
          daemon
              .ask("host.session.show", daemon.params().put("id", id).put("tail", LOOK_BACK))
              .array("messages");
      for (int i = messages.size() - 1; i >= 0; i--) {
        JsonArray calls = messages.object(i).object("said").array("calls");
        for (int j = 0; j < calls.size(); j++) {
          if (calls.object(j).text("id").equals(call)) {
            return calls.object(j);
          }
        }
      }
      return new JsonObject();
    } catch (HostFault e) {
      return new JsonObject();
    }
  }
}
