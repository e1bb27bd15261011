package alpi.cli.acp;

import alpi.cli.host.HostFault;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.stdio.Daemon;
import alpi.cli.stdio.Pipe;
import alpi.cli.stdio.RpcFault;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Puts the daemon's questions before the person at the editor and carries the answers back. The
/// first answer counts, wherever it was given. An editor that cannot ask answers nothing: the
/// question waits for another client until its time is over.
final class AcpPermissions {
  private static final String NONE = "";

  private final Pipe pipe;
  private final Daemon daemon;
  private final String session;
  private final Set<Thread> asking = ConcurrentHashMap.newKeySet();

  AcpPermissions(Pipe pipe, Daemon daemon, String session) {
    this.pipe = pipe;
    this.daemon = daemon;
    this.session = session;
  }

  /// Whether a call may run.
  void ask(JsonObject approval) {
    JsonArray options = new JsonArray().add(option("once", "Allow once", "allow_once"));
    if (approval.flag("rememberable")) {
      options.add(option("session", "Allow in this conversation", "allow_always"));
      options.add(option("always", "Always allow", "allow_always"));
    }
    options.add(option("deny", "Do not allow", "reject_once"));
    begin(() -> {
      String choice = chosen(approval, title(approval), options);
      if (!choice.equals(NONE)) {
        var _ =
            daemon.ask(
                "host.approval.answer",
                daemon.params().put("approval", approval.text("id")).put("choice", choice));
      }
    });
  }

  /// Which of some answers a question gets.
  void choose(JsonObject question) {
    JsonArray options = new JsonArray();
    for (int i = 0; i < question.array("choices").size(); i++) {
      String choice = question.array("choices").text(i);
      options.add(option(choice, choice, "allow_once"));
    }
    begin(() -> {
      String choice = chosen(question, question.text("text"), options);
      if (!choice.equals(NONE)) {
        var _ =
            daemon.ask(
                "host.question.answer",
                daemon.params().put("question", question.text("id")).put("answer", choice));
      }
    });
  }

  void close() {
    asking.forEach(Thread::interrupt);
  }

  private static String title(JsonObject approval) {
    StringBuilder title = new StringBuilder(approval.text("summary"));
    if (approval.has("destination")) {
      title.append(" → ").append(approval.text("destination"));
    }
    JsonArray taint = approval.array("taint");
    for (int i = 0; i < taint.size(); i++) {
      title.append(i == 0 ? " (after words from: " : ", ").append(taint.text(i));
    }
    return taint.size() == 0 ? title.toString() : title.append(')').toString();
  }

  private static JsonObject option(String id, String name, String kind) {
    return new JsonObject().put("optionId", id).put("name", name).put("kind", kind);
  }

  private String chosen(JsonObject asked, String title, JsonArray options)
      throws IOException, InterruptedException {
    JsonObject outcome =
        pipe.ask(
                "session/request_permission",
                new JsonObject()
                    .put("sessionId", session)
                    .put(
                        "toolCall",
                        new JsonObject()
                            .put("toolCallId", "ask-" + asked.text("id"))
                            .put("title", title)
                            .put("kind", AcpCalls.kind(asked.text("tool")))
                            .put("status", "pending")
                            .put("rawInput", AcpCalls.arguments(asked)))
                    .put("options", options))
            .object("outcome");
    return outcome.text("outcome").equals("selected") ? outcome.text("optionId") : NONE;
  }

  /// What is done while the turn goes on.
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private void begin(Work work) {
    Thread thread = Thread.ofVirtual().unstarted(() -> run(work));
    asking.add(thread);
    thread.start();
  }

  private void run(Work work) {
    try {
      work.run();
    } catch (IOException | HostFault | RpcFault e) {
      return; // the question stays open, or was answered elsewhere
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      asking.remove(Thread.currentThread());
    }
  }
}
