package alpi.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.chat.PipedInput;
import alpi.cli.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens to standard input beside a prompt, with real pipes and files.
class StandardInputTest {
  private static final int LARGE = 100 << 20;

  @TempDir Path home;

  @Test
  void startsWithoutAPipeThatStaysSilent() throws Exception {
    try (FakeDaemon daemon = daemon();
        Client client = Client.piped(home, "chat", "--once", "hi")) {
      assertEquals(0, client.exit(), client.err());
      assertFalse(sent(daemon).has("stdin"));
      assertTrue(client.err().contains("--stdin waits for it"), client.err());
    }
  }

  @Test
  void attachesWhatAPipeHolds() throws Exception {
    try (FakeDaemon daemon = daemon();
        Client client = Client.piped(home, "chat", "--once", "hi")) {
      feed(client, "diff --git ü\n".getBytes(StandardCharsets.UTF_8));
      assertEquals(0, client.exit(), client.err());
      assertEquals("diff --git ü\n", sent(daemon).object("stdin").text("text"));
    }
  }

  @Test
  void attachesNothingWhenTheInputIsEmpty() throws Exception {
    try (FakeDaemon daemon = daemon();
        Client client = Client.piped(home, "chat", "--once", "hi")) {
      client.process().getOutputStream().close();
      assertEquals(0, client.exit(), client.err());
      assertFalse(sent(daemon).has("stdin"));
      assertEquals("", client.err());
    }
  }

  @Test
  void readsThePromptWhenItIsADash() throws Exception {
    try (FakeDaemon daemon = daemon();
        Client client = Client.piped(home, "chat", "--once", "-")) {
      feed(client, "what is this\n".getBytes(StandardCharsets.UTF_8));
      assertEquals(0, client.exit(), client.err());
      assertEquals("what is this\n", sent(daemon).text("text"));
    }
  }

  @Test
  void refusesAnEmptyOrOverlongPrompt() throws Exception {
    try (FakeDaemon daemon = daemon()) {
      assertEquals(2, promptOf(daemon, 0));
      assertEquals(0, promptOf(daemon, PipedInput.MAX_PROMPT));
      assertEquals(2, promptOf(daemon, PipedInput.MAX_PROMPT + 1));
    }
  }

  @Test
  void refusesAPromptThatIsNotText() throws Exception {
    try (FakeDaemon _ = daemon();
        Client client = Client.piped(home, "chat", "--once", "-")) {
      feed(client, new byte[] {'a', (byte) 0xFF, 'b'});
      assertEquals(2, client.exit());
      assertTrue(client.err().contains("not UTF-8 text"), client.err());
    }
  }

  @Test
  void stagesTextThatDoesNotFitIntoTheRequest() throws Exception {
    byte[] fits = new byte[PipedInput.MAX_INLINE];
    java.util.Arrays.fill(fits, (byte) 'a');
    byte[] over = java.util.Arrays.copyOf(fits, fits.length + 1);
    over[fits.length] = 'b';
    try (FakeDaemon daemon = daemon()) {
      assertEquals(fits.length, attached(daemon, fits).text("text").length());
      JsonObject staged = attached(daemon, over);
      assertEquals(over.length, staged.number("bytes"));
      Path file = home.resolve("host/staged").resolve(staged.text("staged"));
      assertArrayEquals(over, Files.readAllBytes(file));
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      assertEquals(
          "rwx------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
    }
  }

  @Test
  void stagesBinaryAndBrokenTextHoweverSmall() throws Exception {
    try (FakeDaemon daemon = daemon()) {
      assertEquals(3, attached(daemon, new byte[] {'a', 0, 'b'}).number("bytes"));
      assertEquals(2, attached(daemon, new byte[] {(byte) 0xC3, '('}).number("bytes"));
    }
  }

  @Test
  void streamsAHundredMegabytesThroughASmallHeap() throws Exception {
    try (FakeDaemon daemon = daemon();
        Client client = Client.piped(home, "chat", "--once", "hi")) {
      try (OutputStream in = client.process().getOutputStream()) {
        byte[] chunk = new byte[1 << 20];
        java.util.Arrays.fill(chunk, (byte) 'x');
        for (int i = 0; i < LARGE / chunk.length; i++) {
          in.write(chunk);
        }
      }
      assertEquals(0, client.exit(), client.err());
      assertEquals(LARGE, sent(daemon).object("stdin").number("bytes"));
    }
  }

  private FakeDaemon daemon() throws IOException {
    return new FakeDaemon(home, (request, reply) -> reply.done("fine"));
  }

  private static JsonObject sent(FakeDaemon daemon) throws InterruptedException {
    return daemon.request("host.chat.send").object("params");
  }

  private JsonObject attached(FakeDaemon daemon, byte[] bytes) throws Exception {
    try (Client client = Client.piped(home, "chat", "--once", "hi", "--stdin")) {
      feed(client, bytes);
      assertEquals(0, client.exit(), client.err());
      return sent(daemon).object("stdin");
    }
  }

  private int promptOf(FakeDaemon daemon, int bytes) throws Exception {
    try (Client client = Client.piped(daemon.home(), "chat", "--once", "-")) {
      feed(client, "p".repeat(bytes).getBytes(StandardCharsets.UTF_8));
      return client.exit();
    }
  }

  private static void feed(Client client, byte[] bytes) throws IOException {
    try (OutputStream in = client.process().getOutputStream()) {
      in.write(bytes);
    }
  }
}
