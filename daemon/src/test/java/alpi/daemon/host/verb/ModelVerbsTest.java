package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class ModelVerbsTest {
  @TempDir Path root;

  private VerbFixture at;

  @BeforeEach
  void open() {
    at = new VerbFixture(root.resolve("home"));
  }

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void keepsNoModelWhoseProviderNobodyKnows() {
    String model = "{\"key\":\"model\",\"value\":\"opnai/gpt-5\"}";
    JsonNode error = at.ask("host.config.set", model).path("error");
    assertEquals("invalid_params", error.path("data").path("code").asString());
    assertEquals("No provider is named \"opnai\".", error.path("message").asString());
    String hint = error.path("data").path("hint").asString();
    assertTrue(hint.startsWith("Did you mean openai/gpt-5? Known: openai, anthropic,"), hint);
    assertTrue(hint.endsWith("alpi config set providers.opnai.base_url https://..."), hint);
    String list = "{\"key\":\"fallback_models\",\"value\":[\"groq/a\",\"nope/b\"]}";
    assertEquals("invalid_params", at.code("host.config.set", list));
    assertEquals("invalid_params", at.code("host.model.probe", "{\"model\":\"nope/b\"}"));
    assertEquals(
        "invalid_params",
        at.code("host.chat.send", "{\"text\":\"a\",\"cwd\":\"/tmp\",\"model\":\"nope/b\"}"));

    at.result(
        "host.config.set",
        "{\"key\":\"providers.opnai.base_url\",\"value\":\"http://127.0.0.1:1/v1\"}");
    at.result("host.config.set", model);
    for (String name : List.of("groq", "claude-x", "builtin", "")) {
      at.result("host.config.set", "{\"key\":\"model\",\"value\":\"" + name + "\"}");
    }
  }

  @Test
  void aProbeIsRecordedLikeAnyOtherCall() {
    JsonNode probed = at.result("host.model.probe", "{\"model\":\"builtin\",\"environment\":{}}");
    assertTrue(probed.path("ok").asBoolean(), probed::toString);
    List<Event> events =
        at.profile
            .journal()
            .read(
                EventQuery.after(0, 100)
                    .kinds(Set.of(EventKind.MODEL_CALLED, EventKind.MODEL_ANSWERED)));
    assertEquals(2, events.size());
    assertEquals(EventKind.MODEL_CALLED, events.getFirst().kind());
    assertEquals("local:1000", events.getFirst().actor().value());
    assertTrue(events.getLast().body().path("probe").asBoolean());
  }

  @Test
  void aProbeKeepsToTheDaysBudget() {
    at.result("host.config.set", "{\"key\":\"budget.daily_usd\",\"value\":1}");
    at.ledger.seed(
        at.profile.name(), LocalDate.ofInstant(at.time.now(), ZoneOffset.UTC), BigDecimal.ONE);
    JsonNode probed = at.result("host.model.probe", "{\"model\":\"builtin\",\"environment\":{}}");
    assertEquals("budget", probed.path("code").asString());
    EventQuery calls = EventQuery.after(0, 100).kinds(Set.of(EventKind.MODEL_CALLED));
    assertEquals(List.of(), at.profile.journal().read(calls));
  }

  @Test
  void listsTheModelInUseEvenWhereItsProviderListsNothing() {
    at.result(
        "host.config.set",
        "{\"key\":\"providers.mine.base_url\",\"value\":\"http://127.0.0.1:1/v1\"}");
    at.result("host.config.set", "{\"key\":\"model\",\"value\":\"mine/m\"}");
    JsonNode list = at.result("host.model.list", "{\"environment\":{}}");
    assertEquals("mine/m", list.path("current").asString());
    JsonNode first = list.path("models").get(0);
    assertEquals("mine/m", first.path("name").asString());
    assertTrue(first.path("why").asString().startsWith("not in a list: "), first.toString());
    assertEquals("mine", list.path("unlisted").get(0).path("provider").asString());
  }
}
