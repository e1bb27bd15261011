package alpi.daemon.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Secret;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.config.Sight;
import alpi.daemon.config.Wire;
import alpi.daemon.model.WireScript.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ModelsTest {
  private static final ScriptedModelServer.Script CHAT =
      (request, _, reply) -> {
        if (request.path().endsWith("/models")) {
          reply.whole(
              200, "application/json", "{\"data\":[{\"id\":\"m-one\"},{\"id\":\"m-two\"}]}");
        } else {
          reply.stream(new WireScript.Chat().stream(Answer.text("hi")));
        }
      };

  private final Asked asked = new Asked();

  @AfterEach
  void close() {
    asked.close();
  }

  @Test
  void fallsToTheResponderOnAFreshMachine() throws InterruptedException {
    assertEquals("builtin/responder", asked.resolve("", Map.of()).name());
  }

  @Test
  void followsTheEnvironment() throws InterruptedException {
    try (var server = ScriptedModelServer.start(CHAT)) {
      Map<String, String> environment =
          Map.of("OPENAI_BASE_URL", server.url("/v1"), "OPENAI_API_KEY", "sk-env");
      Model model = asked.resolve("", environment);
      assertEquals("openai/m-one", model.name());
      asked.ask(model, Asked.say("x"));
      assertEquals("Bearer sk-env", server.requests().getLast().header("authorization"));
    }
  }

  @Test
  void prefersTheNameGivenThenTheVariableThenTheFile() throws InterruptedException {
    Map<String, String> environment =
        Map.of("OPENAI_API_KEY", "k", "ANTHROPIC_API_KEY", "k", "ALPI_MODEL", "claude-haiku-4-5");
    assertEquals("openai/gpt-5", asked.resolve("openai/gpt-5", environment).name());
    assertEquals("anthropic/claude-haiku-4-5", asked.resolve("", environment).name());
    assertEquals("openai/gpt-5-mini", asked.resolve("", Map.of("OPENAI_API_KEY", "k")).name());
    assertEquals(
        "openai/gpt-5-mini", asked.resolve("openai", Map.of("OPENAI_API_KEY", "k")).name());
  }

  @Test
  void neverSendsAKeyToAHostOfAnotherLayer() throws InterruptedException {
    Map<String, Secret> file = Map.of("OPENAI_API_KEY", new Secret("sk-canary-file"));
    try (var server = ScriptedModelServer.start(CHAT)) {
      var environment = ModelEnvironment.of(Map.of("OPENAI_BASE_URL", server.url("/v1")));
      Model model =
          asked
              .models(List.of())
              .resolve(Optional.of("openai/m-one"), ProfileConfig.defaults(), file, environment);
      asked.ask(model, Asked.say("x"));
      assertTrue(server.requests().stream().noneMatch(r -> r.toString().contains("canary")));
    }
    var providers =
        new Providers(
            redirected("http://127.0.0.1:9/v1"),
            file,
            ModelEnvironment.of(Map.of("OPENAI_API_KEY", "sk-env")));
    Endpoint endpoint = providers.endpoint(Provider.named("openai").orElseThrow());
    assertEquals("sk-canary-file", endpoint.key().orElseThrow().reveal());
  }

  @Test
  void sendsTheOwnersHeadersOnlyWhereTheFilePoints() {
    var provider = Provider.named("openai").orElseThrow();
    var headers = Map.of("api-key", "canary");
    var set =
        new ProfileConfig.Provider(
            Optional.empty(), Optional.empty(), Optional.empty(), List.of(), headers);
    ProfileConfig config = with(Map.of("openai", set));
    var plain = new Providers(config, Map.of(), ModelEnvironment.EMPTY);
    assertEquals(Optional.of("canary"), plain.endpoint(provider).headers().first("api-key"));
    var elsewhere = ModelEnvironment.of(Map.of("OPENAI_BASE_URL", "http://127.0.0.1:9/v1"));
    var moved = new Providers(config, Map.of(), elsewhere);
    assertEquals(Optional.empty(), moved.endpoint(provider).headers().first("api-key"));
  }

  @Test
  void tellsOfAMissingKeyWithoutAskingAnyone() {
    Problem problem =
        assertThrows(Problem.class, () -> asked.resolve("anthropic/claude-x", Map.of()));
    assertEquals(ErrorCode.MODEL_AUTH, problem.code());
    assertTrue(problem.sentence().contains("ANTHROPIC_API_KEY"), problem.sentence());
    assertTrue(asked.ledger.isEmpty());
  }

  @Test
  void namesAnUnknownProvider() {
    Problem problem = assertThrows(Problem.class, () -> asked.resolve("nope/x", Map.of()));
    assertEquals(ErrorCode.NO_MODEL, problem.code());
    assertTrue(problem.hint().orElse("").contains("Known: openai"), problem.hint().toString());
  }

  @Test
  void theOwnerMaySayWhetherAModelSeesImages() throws InterruptedException {
    assertEquals(List.of(true, false), sees(Sight.AUTO));
    assertEquals(List.of(true, true), sees(Sight.ALWAYS));
    assertEquals(List.of(false, false), sees(Sight.NEVER));
  }

  private List<Boolean> sees(Sight sight) throws InterruptedException {
    ProfileConfig usual = ProfileConfig.defaults();
    var context = new ProfileConfig.Context(0, 8000, sight);
    var config =
        new ProfileConfig(
            usual.model(),
            usual.fallbackModels(),
            usual.workspace(),
            usual.posture(),
            usual.unattended(),
            usual.providers(),
            usual.secrets(),
            usual.runtime(),
            usual.tools(),
            usual.sandbox(),
            usual.egress(),
            usual.browser(),
            usual.link(),
            usual.web(),
            usual.approvals(),
            usual.budget(),
            usual.prices(),
            context,
            usual.recall(),
            usual.chat(),
            usual.outputs(),
            usual.blobs(),
            usual.daemon());
    var environment = ModelEnvironment.of(Map.of("OPENAI_API_KEY", "k"));
    var answers = new ArrayList<Boolean>();
    for (String name : List.of("openai/gpt-5-mini", "openai/unheard-of")) {
      answers.add(
          asked
              .models(List.of())
              .resolve(Optional.of(name), config, Map.of(), environment)
              .seesImages());
    }
    return answers;
  }

  @Test
  void findsAServerOnThisMachine() throws InterruptedException {
    try (var server = ScriptedModelServer.start(CHAT)) {
      var here =
          new Provider(
              "ollama", Wire.OPENAI_CHAT, server.url("/v1"), "OLLAMA_API_KEY", false, "", 8192);
      var gone =
          new Provider("lmstudio", Wire.OPENAI_CHAT, "http://127.0.0.1:1/v1", "K", false, "", 8192);
      Model model =
          asked
              .models(List.of(gone, here))
              .resolve(
                  Optional.empty(), ProfileConfig.defaults(), Map.of(), ModelEnvironment.EMPTY);
      assertEquals("ollama/m-one", model.name());
      assertEquals(8192, model.window());
    }
  }

  @Test
  void asksTheNextModelWhenTheFirstCannotBeReached() throws InterruptedException {
    try (var server = ScriptedModelServer.start(CHAT)) {
      Model dead = asked.model(new WireScript.Chat(), "http://127.0.0.1:1/v1", Asked.TIMEOUTS);
      Model alive = asked.model(new WireScript.Chat(), server.url("/v1"), Asked.TIMEOUTS);
      asked.ask(new Fallbacks(List.of(dead, alive)), Asked.say("x"));
      assertTrue(asked.events.getFirst() instanceof ModelEvent.FellBack);
      assertEquals("hi", asked.text());
    }
  }

  @Test
  void printsNoSecret() {
    String text =
        ModelEnvironment.of(Map.of("OPENAI_API_KEY", "sk-canary", "PATH", "/x")).toString();
    assertEquals("ModelEnvironment[values={OPENAI_API_KEY=***}]", text);
  }

  private static ProfileConfig redirected(String base) {
    var openai =
        new ProfileConfig.Provider(
            Optional.empty(), Optional.of(base), Optional.empty(), List.of(), Map.of());
    return with(Map.of("openai", openai));
  }

  private static ProfileConfig with(Map<String, ProfileConfig.Provider> providers) {
    ProfileConfig d = ProfileConfig.defaults();
    return new ProfileConfig(
        d.model(),
        d.fallbackModels(),
        d.workspace(),
        d.posture(),
        d.unattended(),
        providers,
        d.secrets(),
        d.runtime(),
        d.tools(),
        d.sandbox(),
        d.egress(),
        d.browser(),
        d.link(),
        d.web(),
        d.approvals(),
        d.budget(),
        d.prices(),
        d.context(),
        d.recall(),
        d.chat(),
        d.outputs(),
        d.blobs(),
        d.daemon());
  }
}
