package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Eventually;
import alpi.daemon.context.memory.Kept;
import alpi.daemon.context.memory.Lane;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.context.memory.Observation;
import alpi.daemon.context.memory.Origin;
import alpi.daemon.context.memory.Remembered;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.policy.Answer;
import alpi.daemon.policy.ApprovalRequest;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Question;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message;
import alpi.daemon.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// What is told of conversations, and what is asked in them.
@Timeout(60)
class ConversationVerbsTest extends OpenVerbs {
  @Test
  void keepsListsShowsFindsForksExportsAndDeletesConversations() {
    Session session = conversation("Where is the invoice of March?", "And of April?");
    String id = "\"id\":\"" + session.id() + "\"";
    at.result("host.session.rename", "{" + id + ",\"title\":\"Invoices\"}");
    at.result("host.session.index.rebuild", "{}");
    JsonNode listed = at.result("host.session.list", "{}").path("sessions").get(0);
    assertEquals("Invoices", listed.path("title").asString());
    JsonNode shown = at.result("host.session.show", "{" + id + ",\"tail\":2}");
    assertEquals(2, shown.path("messages").size());
    assertFalse(at.result("host.session.search", "{\"query\":\"invoice\"}").path("hits").isEmpty());
    JsonNode fork = at.result("host.session.fork", "{" + id + "}");
    assertNotEquals(session.id().value(), fork.path("id").asString());
    assertTrue(
        at.result("host.session.export", "{" + id + ",\"format\":\"markdown\"}")
            .path("text")
            .asString()
            .contains("April"));
    assertEquals("invalid_params", at.code("host.session.export", "{" + id + ",\"format\":\"x\"}"));
    at.result("host.session.delete", "{" + id + "}");
    assertEquals("not_found", at.code("host.session.show", "{" + id + "}"));
    assertEquals("invalid_params", at.code("host.session.show", "{\"id\":\"../../etc\"}"));
  }

  @Test
  void tellsWhatAModelWasShownAndOpensIt() throws IOException {
    Session session = at.profile.sessions().create(Actor.local(1000));
    String turn = at.ids.job().value();
    session.append(
        new Message.User(at.time.now(), turn, "Where is the key?", List.of(), Labels.OWNER));
    String id = "{\"session\":\"" + session.id() + "\"";
    JsonNode shown = at.result("host.context.show", id + "}");
    String pointer = "session:" + session.id() + "#" + turn;
    assertEquals(pointer, shown.path("included").get(0).path("pointer").asString());
    assertEquals("task", shown.path("included").get(0).path("slot").asString());
    JsonNode explained = at.result("host.context.explain", id + ",\"turn\":\"" + turn + "\"}");
    assertEquals(100, explained.path("coverage").asInt());
    assertEquals("low", explained.path("level").asString());
    JsonNode piece =
        at.result("host.context.open", "{\"pointer\":\"" + pointer + "\",\"from\":7,\"chars\":5}");
    assertEquals("Where", piece.path("text").asString());
    assertEquals(12, piece.path("next").asInt());
    Path secret = at.home.root().resolve(".env");
    Files.writeString(secret, "KEY=x");
    String file = Json.text(Json.object().put("pointer", "file:" + secret));
    assertEquals("denied", at.code("host.context.open", file));
    String gone = "{\"pointer\":\"session:" + session.id() + "#other\"}";
    assertEquals("gone", at.code("host.context.open", gone));
    assertEquals("not_found", at.code("host.context.show", id + ",\"turn\":\"other\"}"));
  }

  @Test
  void tellsWhichMemoriesAModelWasShown() {
    Session session = at.profile.sessions().create(Actor.local(1000));
    String turn = at.ids.job().value();
    session.append(
        new Message.User(at.time.now(), turn, "Where is the key?", List.of(), Labels.OWNER));
    Remembered kept = remembered("The key is blue.");
    Remembered lost = remembered("The key is under the mat.");
    at.profile
        .journal()
        .append(
            Draft.of(EventKind.MEMORY_SHOWN, Actor.SYSTEM)
                .in(session.id())
                .corr(turn)
                .with("memories", kept.id() + " " + lost.id()));
    at.profile.memories().forget(lost.id(), Origin.of(Actor.local(1000)));
    JsonNode shown = at.result("host.context.show", "{\"session\":\"" + session.id() + "\"}");
    JsonNode last = shown.path("included").get(shown.path("included").size() - 1);
    assertEquals(kept.pointer(), last.path("pointer").asString());
    assertEquals("memory", last.path("slot").asString());
    assertEquals(lost.pointer(), shown.path("omitted").get(0).path("pointer").asString());
    assertEquals("gone", shown.path("omitted").get(0).path("reason").asString());
  }

  private Remembered remembered(String text) {
    Kept kept =
        at.profile
            .memories()
            .remember(
                Observation.of(text, Lane.SEMANTIC, Labels.OWNER), Origin.of(Actor.local(1000)));
    return ((Kept.Fresh) kept).memory();
  }

  @Test
  void opensWhatIsRememberedButNotWhatWaitsForTheOwner() {
    MemoryStore memories = at.profile.memories();
    String kept =
        pointer(memories, Observation.of("The key is blue.", Lane.SEMANTIC, Labels.OWNER));
    assertEquals("The key is blue.", at.result("host.context.open", kept).path("text").asString());
    Labels web = Labels.of(Source.WEB, false);
    String held = pointer(memories, Observation.of("The owner wants it red.", Lane.SEMANTIC, web));
    assertEquals("gone", at.code("host.context.open", held));
    assertEquals("gone", at.code("host.context.open", "{\"pointer\":\"memory:nothing\"}"));
  }

  private static String pointer(MemoryStore memories, Observation said) {
    Remembered memory =
        switch (memories.remember(said, Origin.of(Actor.local(1000)))) {
          case Kept.Fresh fresh -> fresh.memory();
          case Kept.Held held -> held.memory();
          case Kept.Again again -> again.memory();
          case Kept.Refused _ -> throw new AssertionError("refused");
        };
    return "{\"pointer\":\"" + memory.pointer() + "\"}";
  }

  @Test
  void answersAnApprovalOnceAndTellsTheSecondWhoWon() {
    var request =
        new ApprovalRequest(
            at.ids.approval(),
            at.ids.session(),
            at.ids.job(),
            "shell",
            "Run make",
            "{\"command\":\"make\"}",
            Optional.empty(),
            Set.of(Source.WEB),
            Sha256.of(new byte[0]),
            true,
            at.time.now().plus(Duration.ofHours(1)));
    CompletableFuture<Answer> asked =
        CompletableFuture.supplyAsync(
            () -> at.profile.desk().ask(request, Duration.ofHours(1), new Cancel()));
    JsonNode waiting =
        Eventually.some(() ->
            at.result("host.approval.list", "{}").path("approvals").valueStream().findFirst());
    assertEquals("shell", waiting.path("tool").asString());
    assertEquals("web", waiting.path("taint").get(0).asString());
    String id = "{\"approval\":\"" + request.id() + "\",\"choice\":";
    assertEquals("invalid_params", at.code("host.approval.answer", id + "\"perhaps\"}"));
    String why = "\"once\",\"reason\":\"the build needs it, ghp_" + "a1B2".repeat(9) + "\"}";
    assertEquals("once", at.result("host.approval.answer", id + why).path("choice").asString());
    assertTrue(asked.join().agreed());
    String told =
        at.profile
            .journal()
            .read(EventQuery.after(0, 1000).kinds(Set.of(EventKind.APPROVAL_ANSWERED)))
            .getFirst()
            .body()
            .path("reason")
            .asString("");
    assertTrue(told.startsWith("the build needs it"), told);
    assertFalse(told.contains("a1B2"), "a secret in the reason is not recorded");
    assertEquals(
        "once", at.result("host.approval.answer", id + "\"deny\"}").path("choice").asString());
    assertTrue(at.result("host.approval.list", "{}").path("approvals").isEmpty());
  }

  @Test
  void answersAQuestion() {
    var question =
        new Question(
            at.ids.approval(),
            at.ids.session(),
            at.ids.job(),
            "Which one?",
            List.of("a", "b"),
            at.time.now().plus(Duration.ofHours(1)));
    CompletableFuture<Answer> asked =
        CompletableFuture.supplyAsync(
            () -> at.profile.desk().ask(question, Duration.ofHours(1), new Cancel()));
    Eventually.until(() -> !at.result("host.question.list", "{}").path("questions").isEmpty());
    at.result("host.question.answer", "{\"question\":\"" + question.id() + "\",\"answer\":\"b\"}");
    assertEquals(Optional.of("b"), asked.join().text());
  }
}
