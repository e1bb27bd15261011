package alpi.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.FakeDaemon;
import alpi.cli.host.HomePaths;
import alpi.cli.host.HostClient;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Sink;
import alpi.cli.term.Streams;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptsTest {
  @TempDir Path home;

  @Test
  void showsExactlyWhatIsAboutToHappen() {
    JsonObject ask =
        new JsonObject()
            .put("tool", "shell")
            .put("summary", "rm \u001b[2Kbuild")
            .put("arguments", "rm -r build")
            .put("destination", "example.org")
            .put("taint", new JsonArray().add("web").add("mail"))
            .put("rememberable", true);
    String shown = Prompts.approval(ask);
    assertTrue(shown.contains("exactly: rm -r build"), shown);
    assertTrue(shown.contains("concerns: example.org"), shown);
    assertTrue(shown.contains("influenced by: web, mail"), shown);
    assertFalse(shown.contains("\u001b"), shown);
    assertTrue(shown.endsWith("[a]lways, [d]eny:"), shown);
    assertTrue(Prompts.approval(ask.put("rememberable", false)).endsWith("[o]nce, [d]eny:"));
  }

  @Test
  void remembersOnlyWhatMayBeRemembered() {
    assertEquals("once", Prompts.choice(" O ", false));
    assertEquals("deny", Prompts.choice("n", true));
    assertEquals("always", Prompts.choice("a", true));
    assertEquals("", Prompts.choice("a", false));
    assertEquals("", Prompts.choice("s", false));
    assertEquals("", Prompts.choice("sure", true));
  }

  @Test
  void takesANumberForAChoiceAndAnythingElseForText() {
    JsonArray choices = new JsonArray().add("red").add("blue");
    assertEquals("blue", Prompts.reply(" 2 ", choices));
    assertEquals("3", Prompts.reply("3", choices));
  }

  @Test
  void sendsTheAnswerTypedOnTheTerminal() throws Exception {
    Path terminal = home.resolve("terminal");
    new ProcessBuilder("mkfifo", terminal.toString()).start().waitFor();
    FakeDaemon.Script agree = (request, reply) -> reply.result(new JsonObject());
    try (FakeDaemon daemon = new FakeDaemon(home, agree);
        HostClient client = HostClient.connect(new HomePaths(home).socket());
        FileOutputStream err = new FileOutputStream(home.resolve("err").toFile())) {
      Streams streams = new Streams(false, false, true, false);
      Out out = new Out(streams, Sink.of(err.getFD()), Sink.of(err.getFD()));
      Prompts prompts = new Prompts(client, out, terminal);
      prompts.event(asked("gone"));
      prompts.event(asked("a1"));
      try (RandomAccessFile typing = new RandomAccessFile(terminal.toFile(), "rw")) {
        shown("do gone");
        prompts.event(new JsonObject().put("kind", "approval.answered").put("approval", "gone"));
        shown("do a1");
        typing.write("what?\n\no\n".getBytes(StandardCharsets.US_ASCII));
      }
      JsonObject params = daemon.request("host.approval.answer").object("params");
      assertEquals("a1", params.text("approval"));
      assertEquals("once", params.text("choice"));
      assertTrue(Files.readString(home.resolve("err")).contains("one of the letters"));
    }
  }

  @Test
  void takesNoLineForAnAnswerThatWasTypedBeforeTheQuestion() throws Exception {
    Path terminal = home.resolve("terminal");
    new ProcessBuilder("mkfifo", terminal.toString()).start().waitFor();
    FakeDaemon.Script agree = (request, reply) -> reply.result(new JsonObject());
    try (FakeDaemon daemon = new FakeDaemon(home, agree);
        HostClient client = HostClient.connect(new HomePaths(home).socket());
        FileOutputStream err = new FileOutputStream(home.resolve("err").toFile());
        RandomAccessFile typing = new RandomAccessFile(terminal.toFile(), "rw")) {
      Streams streams = new Streams(false, false, true, false);
      Prompts prompts =
          new Prompts(
              client, new Out(streams, Sink.of(err.getFD()), Sink.of(err.getFD())), terminal);
      typing.write("always\nalways\n".getBytes(StandardCharsets.US_ASCII));
      prompts.event(asked("a1"));
      prompts.event(asked("a2"));
      shown("do a1");
      typing.write("o\no\no\n".getBytes(StandardCharsets.US_ASCII));
      shown("do a2");
      assertEquals("once", answer(daemon, "a1"));
      typing.write("d\n".getBytes(StandardCharsets.US_ASCII));
      assertEquals("deny", answer(daemon, "a2"));
    }
  }

  private static String answer(FakeDaemon daemon, String id) throws InterruptedException {
    JsonObject params = daemon.request("host.approval.answer").object("params");
    assertEquals(id, params.text("approval"));
    return params.text("choice");
  }

  /// Waits until the text stands on the terminal.
  private void shown(String text) throws Exception {
    Path err = home.resolve("err");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Files.readString(err).contains(text)) {
      assertTrue(System.nanoTime() < deadline, () -> "never shown: " + text);
      Thread.onSpinWait();
    }
  }

  private static JsonObject asked(String id) {
    JsonObject approval =
        new JsonObject()
            .put("id", id)
            .put("tool", "shell")
            .put("summary", "do " + id)
            .put("rememberable", true);
    return new JsonObject().put("kind", "approval.asked").put("approval", approval);
  }
}
