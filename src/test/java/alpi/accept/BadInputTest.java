package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.accept.Product.Ran;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Rubbish gets one clear sentence and the right exit status; nothing is lost and nobody else is
/// harmed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
  private final ScriptedModel model = new ScriptedModel();
  private final Product product = model.serve(new Product());

  @AfterAll
  void end() {
    product.close();
    model.close();
  }

  private static void assertClear(Ran ran, String... words) {
    String err = ran.err();
    for (String word : words) {
      assertTrue(err.contains(word), "expected \"" + word + "\" in: " + err);
    }
    assertFalse(err.contains("Exception"), err);
    assertFalse(err.contains("\tat "), err);
  }

  @Test
  void aBrokenConfigStopsItsProfileWithFileLineAndColumnAndNoOther() throws IOException {
    product.run("profile", "create", "broken").succeeded();
    Path config = product.home().resolve("profiles/broken/config.yaml");
    product.run("daemon", "stop").succeeded();
    Files.writeString(config, "model: x\nbudget:\n  daily_usd: [1\n");
    Ran ran = product.run("-p", "broken", "chat", "--once", "hello");
    assertEquals(1, ran.exit(), ran.err());
    assertClear(ran, "config.yaml:");
    product.run("chat", "--once", "hello").succeeded();
  }

  @Test
  void anUnknownKeyIsWarnedOfWithTheNearestName() throws IOException {
    product.run("profile", "create", "typo").succeeded();
    Path config = product.home().resolve("profiles/typo/config.yaml");
    Files.writeString(config, "modle: x\n");
    Ran ran = product.run("-p", "typo", "config", "get", "model");
    assertTrue((ran.out() + ran.err()).contains("model"), ran.err());
    assertTrue((ran.out() + ran.err()).contains("modle"), ran.err());
  }

  @Test
  void anUnwritableHomeIsSaid() {
    try (Product other = new Product()) {
      other.with("ALPI_HOME", "/proc/alpi");
      Ran ran = other.run("chat", "--once", "hello");
      assertTrue(ran.exit() != 0);
      assertClear(ran, "/proc/alpi");
    }
  }

  @Test
  void aSecondDaemonIsRefusedAndNamesTheFirst() {
    product.run("chat", "--once", "hello").succeeded();
    long pid = product.daemon().orElseThrow().pid();
    Ran ran = product.run("daemon", "run");
    assertTrue(ran.exit() != 0);
    assertClear(ran, Long.toString(pid));
  }

  @Test
  void aStaleSocketAndPidOfADeadDaemonAreReplaced() {
    product.run("chat", "--once", "hello").succeeded();
    product.kill();
    assertTrue(Files.exists(product.home().resolve("host/host.sock")));
    product.run("chat", "--once", "hello").succeeded();
  }

  @Test
  void aHundredMegabytesOnStdinAreTakenAndBounded() {
    byte[] much = new byte[100 << 20];
    Arrays.fill(much, (byte) 'a');
    for (int at = 79; at < much.length; at += 80) {
      much[at] = '\n';
    }
    Ran ran = product.runWith(much, "chat", "--once", "what is this");
    assertEquals(0, ran.exit(), ran.err());
  }

  @Test
  void binaryOnStdinIsAttachedAndNotPrinted() {
    byte[] binary = new byte[4096];
    for (int at = 0; at < binary.length; at++) {
      binary[at] = (byte) (at * 7);
    }
    Ran ran = product.runWith(binary, "chat", "--once", "what is this");
    assertEquals(ScriptedModel.ANSWER + "\n", ran.out());
  }

  @Test
  void odditiesAsFilesToReadEndAtOnceWithASentence() throws IOException {
    model.when("READ", "read", "{\"path\":\"%s\"}");
    Files.write(product.workspace().resolve("latin1.txt"), new byte[] {'c', 'a', 'f', (byte) 0xe9});
    for (String path : new String[] {"/dev/zero", "latin1.txt", "/etc", "missing.txt", ".env"}) {
      Ran ran = product.run("chat", "--once", "READ " + path);
      assertTrue(ran.exit() == 0 || ran.exit() == 3, path + ": " + ran.err());
    }
  }

  @Test
  void aConversationWithATornLastLineGoesOn() throws IOException {
    Ran first = product.run("chat", "--once", "hello", "--json").succeeded();
    String id = first.out().replaceAll("(?s).*\"session\":\\s*\"([^\"]+)\".*", "$1");
    product.run("daemon", "stop").succeeded();
    Path file = product.home().resolve("sessions/" + id + ".jsonl");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 7));
    product.run("chat", "--session", id, "--once", "again").succeeded();
  }

  @Test
  void hostileFramesHarmNobodyElse() {
    product.run("chat", "--once", "hello").succeeded();
    try (Wire healthy = new Wire(product);
        Wire hostile = new Wire(product)) {
      hostile.send("{\"jsonrpc\":\"2.0\",");
      assertEquals(-32700, hostile.next().path("error").path("code").asInt());
      hostile.send("[".repeat(100_000));
      assertEquals(-32700, hostile.next().path("error").path("code").asInt());
      hostile.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"host.ping\"}");
      assertTrue(hostile.next().has("error"));
      hostile.send("[]");
      assertEquals(-32600, hostile.next().path("error").path("code").asInt());
      healthy.send("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"host.ping\"}");
      assertEquals(7, healthy.next().path("id").asInt());
    }
  }

  @Test
  void aDamagedJournalIsNamedAndNotReplaced() throws IOException {
    try (Product other = model.serve(new Product())) {
      other.run("chat", "--once", "hello").succeeded();
      other.run("daemon", "stop").succeeded();
      Path journal = other.home().resolve("journal.db");
      byte[] bytes = Files.readAllBytes(journal);
      Arrays.fill(bytes, 0, Math.min(bytes.length, 8192), (byte) 0x5a);
      Files.write(journal, bytes);
      Ran ran = other.run("chat", "--once", "hello");
      assertTrue(ran.exit() != 0, ran.out());
      assertClear(ran, "journal.db");
      assertEquals((byte) 0x5a, Files.readAllBytes(journal)[100]);
    }
  }

  @Test
  void aFullPromptOfNaughtyTextComesBackAsIs() {
    String text = "\u202eright to left \u001b[31mred\u001b[0m ' \" $(touch x) `touch y`";
    Ran ran = product.runWith(text.getBytes(StandardCharsets.UTF_8), "chat", "--once", "-");
    assertEquals(0, ran.exit(), ran.err());
    assertFalse(Files.exists(product.workspace().resolve("x")));
  }
}
