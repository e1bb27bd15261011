package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message;
import alpi.daemon.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Finding again, over the plane.
@Timeout(60)
class RecallVerbsTest extends OpenVerbs {
  @TempDir Path folder;

  @Test
  void whatIsFoundIsOpenedAndSurrounded() {
    Session session = said("Where is the invoice?", "In the drawer with the zebrafish.", "Thanks.");
    JsonNode found = at.result("host.recall.search", "{\"query\":\"zebrafish\"}");
    String pointer = found.path("hits").get(0).path("pointer").asString();
    assertTrue(pointer.startsWith("session:" + session.id()), pointer);
    assertEquals("owner", found.path("hits").get(0).path("sources").get(0).asString());
    String asked = "{\"pointer\":\"" + pointer + "\"";
    assertTrue(
        at.result("host.context.open", asked + "}").path("text").asString().contains("drawer"));
    JsonNode window = at.result("host.recall.around", asked + ",\"turns\":1}");
    assertEquals(3, window.path("turns").size());
    assertTrue(window.path("turns").get(1).path("asked").asBoolean());
    assertEquals("invalid_params", at.code("host.recall.around", asked + ",\"turns\":51}"));
    assertEquals(
        "invalid_params", at.code("host.recall.around", "{\"pointer\":\"memory:USER.md\"}"));
  }

  @Test
  void filesAreFoundWhereAFolderIsNamed() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "zebrafish");
    String question = "{\"query\":\"zebrafish\",\"scopes\":[\"files\"]";
    JsonNode none = at.result("host.recall.search", question + "}");
    assertTrue(none.path("notices").get(0).asString().contains("no folder"), none::toString);
    String named =
        question + "," + Json.text(Json.object().put("folder", folder.toString())).substring(1);
    JsonNode found = at.result("host.recall.search", named);
    while (found.path("hits").isEmpty()) {
      found = at.result("host.recall.search", named);
    }
    assertEquals("a.txt", found.path("hits").get(0).path("title").asString());
    assertEquals(
        "invalid_params",
        at.code("host.recall.search", question + ",\"folder\":\"not/absolute\"}"));
    assertEquals(
        "invalid_params", at.code("host.recall.search", "{\"query\":\"x\",\"scopes\":[\"web\"]}"));
    assertEquals(
        "invalid_params", at.code("host.recall.search", "{\"query\":\"x\",\"scopes\":[]}"));
  }

  @Test
  void indexesTellWhatTheyHoldAndAreFilledAnew() {
    said("zebrafish");
    at.result("host.recall.search", "{\"query\":\"zebrafish\"}");
    JsonNode before = at.result("host.index.status", "{}").path("indexes");
    assertEquals(
        List.of("sessions", "files", "blobs", "outputs"),
        before.valueStream().map(index -> index.path("scope").asString()).toList());
    assertEquals(1, before.get(0).path("pieces").asInt());
    assertEquals(before, at.result("host.index.rebuild", "{}").path("indexes"));
    assertEquals(0, before.get(1).path("bytes").asInt(), "nobody asked for files yet");
  }

  @Test
  void conversationsAreListedByTheirTime() {
    Session session = said("zebrafish");
    String begun = session.created().toString();
    assertEquals(1, listed("{\"since\":\"" + begun + "\"}"));
    assertEquals(0, listed("{\"until\":\"" + begun + "\"}"));
    assertEquals(0, listed("{\"since\":\"2100-01-01T00:00:00Z\"}"));
  }

  private int listed(String params) {
    return at.result("host.session.list", params).path("sessions").size();
  }

  private Session said(String... questions) {
    Session session = at.profile.sessions().create(Actor.local(1000));
    for (String question : questions) {
      session.append(
          new Message.User(at.time.now(), at.ids.job().value(), question, List.of(), Labels.OWNER));
    }
    session.sync();
    return session;
  }
}
