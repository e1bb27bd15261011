package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.accept.Product.Ran;
import alpi.alp.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// `alpi chat --once` as a Unix tool.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnceTest {
  /// Default tools included.
  private static final int FIRST_REQUEST_BYTES = 8 * 1024;

  private final ScriptedModel model = new ScriptedModel();
  private final Product product = model.serve(new Product());

  @BeforeAll
  void shell() {
    model.when("SHELL", "shell", "{\"command\":\"%s\"}");
    model.when("WRITE", "write", "{\"path\":\"%s\",\"content\":\"written\\n\"}");
  }

  @BeforeEach
  void healthy() {
    model.failWith(0);
  }

  @AfterAll
  void end() {
    product.close();
    model.close();
  }

  private JsonNode lastRequest() {
    List<JsonNode> all = model.requests();
    return all.get(all.size() - 1);
  }

  @Test
  void printsTheAnswerAndNothingElse() {
    Ran ran = product.run("chat", "--once", "hello").succeeded();
    assertEquals(ScriptedModel.ANSWER + "\n", ran.out());
    assertEquals("", ran.err());
  }

  @Test
  void livesWhereTheShellSaysThatHomeIs() throws IOException, InterruptedException {
    String line =
        "export HOME=\"$PWD\" ALPI_HOME=; alpi chat --once hello && test -S .alpi/host/host.sock;"
            + " found=$?; alpi daemon stop >&2; exit $found";
    Process process = product.shell(line).start();
    process.getOutputStream().close();
    assertEquals(ScriptedModel.ANSWER + "\n", Product.finish(process).succeeded().out());
  }

  @Test
  void firstRequestOfAPlainTurnStaysSmall() {
    product.run("chat", "--once", "hello").succeeded();
    int bytes = Json.text(lastRequest()).getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes < FIRST_REQUEST_BYTES, () -> "bytes of the first request: " + bytes);
    assertTrue(lastRequest().path("tools").size() >= 8);
  }

  @Test
  void pipedInputReachesTheModelAsLabelledContent() {
    byte[] input = "the quick brown fox".getBytes(StandardCharsets.UTF_8);
    product.runWith(input, "chat", "--once", "what is this").succeeded();
    String sent = Json.text(lastRequest().path("messages"));
    assertTrue(sent.contains("the quick brown fox"), sent);
    assertTrue(sent.contains("<attachment name=\\\"stdin\\\""), sent);
  }

  @Test
  void theNextTurnExtendsTheBytesOfTheLastOne() {
    String session = json("chat", "--once", "first", "--json").path("session").asString();
    JsonNode first = lastRequest();
    product.run("chat", "--session", session, "--once", "second").succeeded();
    JsonNode second = lastRequest();
    assertEquals(Json.text(first.path("tools")), Json.text(second.path("tools")));
    for (int at = 0; at < first.path("messages").size(); at++) {
      assertEquals(
          Json.text(first.path("messages").get(at)), Json.text(second.path("messages").get(at)));
    }
    assertTrue(second.path("messages").size() > first.path("messages").size());
  }

  private JsonNode json(String... arguments) {
    return Json.parse(product.run(arguments).succeeded().out());
  }

  @Test
  void jsonIsOneObjectWithTheWholeOutcome() {
    JsonNode result = json("chat", "--once", "hello", "--json");
    assertEquals("done", result.path("state").asString());
    assertEquals(ScriptedModel.ANSWER, result.path("text").asString());
    assertEquals("openai/scripted", result.path("model").asString());
    assertFalse(result.path("turn").asString("").isEmpty());
  }

  @Test
  void streamJsonEndsWithFinishedAndItsTextAddsUp() {
    Ran ran = product.run("chat", "--once", "hello", "--stream-json").succeeded();
    StringBuilder text = new StringBuilder();
    List<JsonNode> lines = ran.out().lines().map(Json::parse).toList();
    for (JsonNode line : lines) {
      assertEquals(1, line.path("v").asInt());
      if (line.path("kind").asString("").equals("text")) {
        text.append(line.path("text").asString());
      }
    }
    assertEquals(ScriptedModel.ANSWER, text.toString());
    assertEquals("finished", lines.get(lines.size() - 1).path("kind").asString());
  }

  @Test
  void anOpenSilentPipeDoesNotHangAPromptGivenAsArgument() throws InterruptedException {
    Process process = product.start("chat", "--once", "hello");
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "waits for a pipe that says nothing");
    assertEquals(0, process.exitValue());
  }

  @Test
  void safeShellCommandsRunWithoutAQuestion() {
    Ran ran = product.run("chat", "--once", "SHELL echo hello-from-tool").succeeded();
    assertEquals(ScriptedModel.ANSWER + "\n", ran.out());
    String sent = Json.text(lastRequest().path("messages"));
    assertTrue(sent.contains("hello-from-tool"), sent);
  }

  @Test
  void anEffectThatNobodyCanApproveIsDeniedWithStatusThree() {
    Ran ran = product.run("chat", "--once", "SHELL touch made.txt");
    assertEquals(3, ran.exit(), ran.err());
    assertFalse(product.workspace().resolve("made.txt").toFile().exists());
  }

  @Test
  void wrongKeyIsToldAtOnceAndNeverRetried() {
    int before = model.requests().size();
    model.failWith(401);
    Ran ran = product.run("chat", "--once", "hello");
    assertEquals(5, ran.exit(), ran.err());
    assertEquals("", ran.out());
    assertTrue(ran.err().contains("OPENAI_API_KEY"), ran.err());
    assertEquals(before + 1, model.requests().size());
  }

  @Test
  void unknownOptionsAndCommandsAreUsageErrors() {
    assertEquals(2, product.run("chat", "--oncee", "x").exit());
    assertEquals(2, product.run("chta").exit());
    assertTrue(product.run("chta").err().contains("chat"));
  }

  @Test
  void unknownSessionIsAnErrorAndNotANewConversation() {
    Ran ran = product.run("chat", "--session", "s00000000000000000", "--once", "x");
    assertTrue(ran.exit() != 0);
    assertTrue(ran.err().contains("session"), ran.err());
  }

  @Test
  void anEphemeralTurnLeavesNoConversation() {
    String session =
        json("chat", "--once", "hi", "--ephemeral", "--json").path("session").asString();
    assertFalse(product.run("sessions", "list").out().contains(session));
  }
}
