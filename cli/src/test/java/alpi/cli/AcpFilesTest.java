package alpi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The files of an editor, as `alpi acp` hands them to the file tools of the daemon.
@Timeout(120)
class AcpFilesTest {
  private static final String SESSION = "s0000000000000000a";
  private static final String BOTH = "{\"fs\":{\"readTextFile\":true,\"writeTextFile\":true}}";

  @TempDir Path home;

  private final AtomicReference<FakeDaemon.Reply> attached = new AtomicReference<>();
  private final BlockingQueue<JsonObject> answers = new LinkedBlockingQueue<>();

  /// A daemon whose turns want one thing of the editor: to read, or to write.
  private void serve(JsonObject request, FakeDaemon.Reply reply) throws IOException {
    JsonObject params = request.object("params");
    switch (request.text("method")) {
      case "host.session.create" -> reply.result(new JsonObject().put("id", SESSION));
      case "host.editor.attach" -> {
        attached.set(reply);
        reply.event(new JsonObject().put("kind", "attached"));
      }
      case "host.editor.answer" -> {
        if (params.text("text").equals("too much")) {
          reply.error("too_large", "That is too much.");
          return;
        }
        answers.add(params);
        reply.result(new JsonObject().put("taken", true));
      }
      case "host.chat.send" -> {
        reply.accepted("t1");
        Objects.requireNonNull(attached.get())
            .event(
                new JsonObject()
                    .put("kind", params.text("text"))
                    .put("ask", "e1")
                    .put("path", "/ws/a.txt")
                    .put("text", "fresh"));
        answer();
        reply.done("Done.");
      }
      default -> reply.error("not_found", "What is " + request.text("method") + "?");
    }
  }

  private JsonObject answer() {
    try {
      JsonObject answer = Objects.requireNonNull(answers.poll(60, TimeUnit.SECONDS));
      answers.add(answer);
      return answer;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PipedPartner editor(FakeDaemon daemon, String capabilities) throws IOException {
    PipedPartner editor = new PipedPartner(daemon.home(), "acp");
    var _ =
        editor.ask(
            1, "initialize", "{\"protocolVersion\":1,\"clientCapabilities\":" + capabilities + "}");
    var _ = editor.ask(2, "session/new", "{\"cwd\":\"/ws\",\"mcpServers\":[]}");
    return editor;
  }

  private static String prompt(String text) {
    return "{\"sessionId\":\""
        + SESSION
        + "\",\"prompt\":[{\"type\":\"text\",\"text\":\""
        + text
        + "\"}]}";
  }

  /// What the daemon is told where the editor says `outcome` to what a turn wants of it.
  private JsonObject told(String want, String outcome) throws IOException {
    try (FakeDaemon daemon = new FakeDaemon(home, this::serve);
        PipedPartner editor = editor(daemon, BOTH)) {
      editor.request(3, "session/prompt", prompt(want));
      JsonObject asked = editor.next();
      assertEquals("fs/" + want + "_text_file", asked.text("method"));
      assertEquals(SESSION, asked.object("params").text("sessionId"));
      assertEquals("/ws/a.txt", asked.object("params").text("path"));
      assertEquals(want.equals("write") ? "fresh" : "", asked.object("params").text("content"));
      editor.raw("{\"jsonrpc\":\"2.0\",\"id\":" + asked.number("id") + "," + outcome + "}");
      assertEquals("end_turn", editor.until(3).getLast().object("result").text("stopReason"));
      return answer();
    }
  }

  @Test
  void handsOnWhatStandsInTheEditor() throws IOException {
    assertEquals("unsaved", told("read", "\"result\":{\"content\":\"unsaved\"}").text("text"));
  }

  @Test
  void saysThatTheEditorHasWritten() throws IOException {
    JsonObject answer = told("write", "\"result\":null");
    assertFalse(answer.has("text") || answer.has("refused"));
  }

  @Test
  void saysWhyTheEditorWouldNot() throws IOException {
    assertEquals(
        "not mine",
        told("write", "\"error\":{\"code\":-32602,\"message\":\"not mine\"}").text("refused"));
  }

  @Test
  void takesNothingButATextForWhatWasRead() throws IOException {
    assertEquals(
        "It answered without a text.", told("read", "\"result\":{\"content\":7}").text("refused"));
  }

  @Test
  void aTextThatTheDaemonDoesNotTakeIsAsGoodAsNone() throws IOException {
    assertEquals(
        "That is too much.", told("read", "\"result\":{\"content\":\"too much\"}").text("refused"));
  }

  @Test
  void anEditorThatOffersNoFilesIsAskedForNone() throws Exception {
    try (FakeDaemon daemon =
            new FakeDaemon(
                home,
                (request, reply) -> {
                  if (request.text("method").equals("host.chat.send")) {
                    reply.done("Done.");
                  } else {
                    serve(request, reply);
                  }
                });
        PipedPartner editor = editor(daemon, "{}")) {
      assertEquals(
          "end_turn",
          editor.ask(3, "session/prompt", prompt("hello")).object("result").text("stopReason"));
      assertEquals("host.session.create", daemon.request().text("method"));
      assertEquals("host.chat.send", daemon.request().text("method"));
    }
  }

  @Test
  void aTurnDoesNotBeginWhereTheDaemonDoesNotTakeTheEditor() throws Exception {
    try (FakeDaemon daemon =
            new FakeDaemon(
                home,
                (request, reply) -> {
                  if (request.text("method").equals("host.editor.attach")) {
                    reply.error("queue_full", "There are too many.");
                  } else {
                    serve(request, reply);
                  }
                });
        PipedPartner editor = editor(daemon, BOTH)) {
      String message =
          editor.ask(3, "session/prompt", prompt("read")).object("error").text("message");
      assertTrue(message.contains("There are too many."), message);
    }
  }
}
