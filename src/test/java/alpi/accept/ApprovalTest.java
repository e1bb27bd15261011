package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A risky command waits for the owner, shows exactly what it is, and cannot approve itself.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApprovalTest {
  private final ScriptedModel model = new ScriptedModel();
  private final Product product = model.serve(new Product());

  @BeforeAll
  void begin() {
    model.when("SHELL", "shell", "{\"command\":\"%s\"}");
    product.run("chat", "--once", "hello").succeeded();
  }

  @AfterAll
  void end() {
    product.close();
    model.close();
  }

  private ObjectNode turn(String text) {
    ObjectNode params =
        Json.object()
            .put("text", text)
            .put("cwd", product.workspace().toString())
            .put("attended", true);
    params
        .putObject("environment")
        .put("OPENAI_BASE_URL", model.baseUrl())
        .put("OPENAI_API_KEY", "test-key")
        .put("ALPI_MODEL", "openai/scripted");
    return params;
  }

  private static JsonNode asked(Wire wire) {
    return wire.until(m -> kind(m).equals("approval.asked"))
        .path("params")
        .path("event")
        .path("approval");
  }

  private static String kind(JsonNode message) {
    return message.path("params").path("event").path("kind").asString("");
  }

  @Test
  void anApprovedCommandRunsExactlyOnce() {
    try (Wire wire = new Wire(product)) {
      wire.call(1, "host.chat.send", turn("SHELL touch approved.txt"));
      JsonNode approval = asked(wire);
      assertTrue(approval.path("arguments").asString().contains("touch approved.txt"));
      assertFalse(Files.exists(product.workspace().resolve("approved.txt")));
      product.run("approvals", "approve", approval.path("id").asString()).succeeded();
      assertEquals("done", wire.answer(1).path("result").path("state").asString());
      assertTrue(Files.exists(product.workspace().resolve("approved.txt")));
    }
  }

  @Test
  void aDeniedCommandDoesNotRunAndTheModelIsTold() {
    try (Wire wire = new Wire(product)) {
      wire.call(1, "host.chat.send", turn("SHELL touch denied.txt"));
      product.run("approvals", "deny", asked(wire).path("id").asString()).succeeded();
      wire.answer(1);
      assertFalse(Files.exists(product.workspace().resolve("denied.txt")));
    }
  }

  @Test
  void aCommandOfTheAgentCannotApproveItself() {
    try (Wire wire = new Wire(product)) {
      String alpi = Product.launcher().toString();
      String home = product.home().toString();
      wire.call(1, "host.chat.send", turn("SHELL touch second.txt"));
      String waiting = asked(wire).path("id").asString();

      wire.call(
          2,
          "host.chat.send",
          turn(
              "SHELL ALPI_HOME="
                  + home
                  + " "
                  + alpi
                  + " approvals approve "
                  + waiting
                  + " > said.txt 2>&1"));
      String own = asked(wire).path("id").asString();
      product.run("approvals", "approve", own).succeeded();
      wire.answer(2);
      assertFalse(Files.exists(product.workspace().resolve("second.txt")));

      product.run("approvals", "deny", waiting).succeeded();
      wire.answer(1);
      assertFalse(Files.exists(product.workspace().resolve("second.txt")));
    }
  }

  @Test
  void aDangerousCommandIsNotEvenAskedFor() {
    try (Wire wire = new Wire(product)) {
      wire.call(1, "host.chat.send", turn("SHELL rm -rf /"));
      wire.answer(1);
      String events = product.run("events", "--kind", "policy.denied", "--json").succeeded().out();
      assertTrue(events.contains("policy.denied"), events);
    }
  }
}
