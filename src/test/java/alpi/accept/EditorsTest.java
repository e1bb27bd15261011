package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Clients that nobody here wrote, the official SDKs of both protocols, complete a session with the
/// packed product. They are looked for in the folder that [#MODULES] names.
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EditorsTest {
  /// A `node_modules` with `@agentclientprotocol/sdk` and `@modelcontextprotocol/sdk`.
  private static final String MODULES = "ALPI_TEST_NODE_MODULES";

  @TempDir static Path scratch;

  private final ScriptedModel model = new ScriptedModel();
  private Optional<Product> made = Optional.empty();

  @BeforeAll
  void begin() throws IOException {
    String named = Optional.ofNullable(System.getenv(MODULES)).orElse("");
    if (named.isEmpty() || !Files.isDirectory(Path.of(named))) {
      String why = MODULES + " names no folder with the SDKs of editors and agents";
      System.err.println("EditorsTest is SKIPPED: " + why);
      Assumptions.abort(why);
    }
    Files.createSymbolicLink(scratch.resolve("node_modules"), Path.of(named).toAbsolutePath());
    made = Optional.of(model.serve(new Product()));
    model.when("SHELL", "shell", "{\"command\":\"%s\"}");
    product().run("chat", "--once", "hello").succeeded();
  }

  @AfterAll
  void end() {
    made.ifPresent(Product::close);
    model.close();
  }

  private Product product() {
    return made.orElseThrow();
  }

  private JsonNode told(String script) throws Exception {
    Assumptions.assumeTrue(
        Files.isDirectory(scratch.resolve("node_modules")), "the SDKs are not there");
    Path at = scratch.resolve(script);
    try (InputStream in = EditorsTest.class.getResourceAsStream(script)) {
      Files.write(at, Objects.requireNonNull(in, script).readAllBytes());
    }
    String launcher = Product.launcher().toString();
    ProcessBuilder node = product().shell("exec node \"$1\" \"$2\" \"$3\"");
    List<String> command = node.command();
    node.command(
        List.of(
            command.get(0),
            command.get(1),
            command.get(2),
            "node",
            at.toString(),
            launcher,
            product().workspace().toString()));
    Product.Ran ran = Product.finish(node.start()).succeeded();
    return Json.parse(ran.out().strip().lines().toList().getLast());
  }

  @Test
  void anEditorAsksConsentsCancelsAndComesBack() throws Exception {
    JsonNode told = told("acp-client.mjs");
    assertEquals(1, told.path("protocol").asInt(0), told::toString);
    assertTrue(told.path("loads").asBoolean(false));
    assertEquals("end_turn", told.path("stop").asString(""), told::toString);
    assertEquals(ScriptedModel.ANSWER, told.path("words").asString(""));
    assertEquals(1, told.path("asked").asInt(0));
    assertEquals(1, told.path("calls").asInt(0));
    assertEquals("completed", told.path("ended").asString(""));
    assertTrue(Files.exists(product().workspace().resolve("editor.txt")));
    assertEquals("cancelled", told.path("cancelled").asString(""));
    assertEquals("SHELL touch editor.txt", told.path("loaded").asString(""));
    assertTrue(told.path("again").asString("").startsWith(ScriptedModel.ANSWER));
    assertEquals(-32602, told.path("unknown").asInt(0));
  }

  @Test
  void anotherAgentListsToolsAndAsks() throws Exception {
    JsonNode told = told("mcp-client.mjs");
    assertEquals("alpi", told.path("server").asString(""), told::toString);
    assertTrue(told.path("tools").toString().contains("ask_alpi"), told::toString);
    assertTrue(told.path("hints").asBoolean(false));
    assertTrue(told.path("answer").asString("").contains(ScriptedModel.ANSWER), told::toString);
    assertTrue(told.path("wrong").asBoolean(false));
  }
}
