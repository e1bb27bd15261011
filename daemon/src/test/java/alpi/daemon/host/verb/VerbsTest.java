package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.WireRecords;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.base.Rounds;
import alpi.daemon.base.SessionId;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.host.HostVerb;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
class VerbsTest extends OpenVerbs {
  @Test
  void everyExampleIsReadByTheParamsOfItsVerb() {
    for (HostVerb<?, ?> verb : at.all()) {
      var example = Json.parse(verb.verb().example());
      assertTrue(
          WireRecords.params(verb.verb().params(), Optional.of(example)).getClass().isRecord(),
          verb.verb().name());
    }
  }

  @Test
  void everyExampleIsAnsweredWithAResultOrADocumentedError() {
    Set<String> live =
        Set.of("host.model.probe", "host.doctor", "host.browser.page", "host.browser.doctor");
    for (HostVerb<?, ?> verb : at.all()) {
      var known = verb.verb();
      if (known.streaming() || live.contains(known.name())) {
        continue;
      }
      // Nothing is written beside the folder of the test, whatever an example names.
      JsonNode answer = at.ask(known.name(), known.example().replace("/backups/", root + "/"));
      String code = answer.path("error").path("data").path("code").asString("");
      assertTrue(
          answer.has("result")
              || code.equals("invalid_params")
              || known.errors().stream().anyMatch(error -> error.wire().equals(code)),
          () -> known.name() + " answered " + answer);
    }
  }

  @Test
  void everyVerbThatChangesSomethingIsRefusedToDescendants() {
    Set<String> reads =
        Set.of("get", "list", "show", "read", "watch", "diff", "history", "schema", "search");
    for (HostVerb<?, ?> verb : at.all()) {
      String last = verb.verb().name().substring(verb.verb().name().lastIndexOf('.') + 1);
      if (reads.contains(last)) {
        assertFalse(verb.verb().mutating(), verb.verb().name());
      }
    }
    List<String> mutating =
        at.all().stream()
            .filter(verb -> verb.verb().mutating())
            .map(verb -> verb.verb().name())
            .sorted()
            .toList();
    String known =
        """
        host.approval.answer host.audit.checkpoint host.audit.export host.backup.check
        host.backup.make host.backup.restore host.blob.fetch host.blob.gc host.blob.put
        host.blob.remove host.blob.send host.blob.sendall host.blob.share
        host.blob.unshare host.browser.doctor
        host.browser.install host.browser.page host.chat.cancel host.chat.resume host.chat.send
        host.chat.steer host.config.revert host.config.set host.config.unset host.daemon.stop
        host.device.claim host.device.pair host.device.promote host.device.rename
        host.device.revoke host.doctor host.editor.answer host.editor.attach
        host.egress.block host.egress.posture host.egress.unblock
        host.grant.give host.grant.revoke host.index.rebuild host.job.cancel host.job.release
        host.link.admit
        host.link.confirm host.link.invite host.link.join host.memory.add host.memory.admit
        host.memory.both host.memory.edit host.memory.forget host.memory.import host.memory.reject
        host.model.probe host.output.mark host.output.remove host.peer.accept host.peer.add
        host.peer.allow host.peer.ask host.peer.discard host.peer.key host.peer.ping
        host.peer.remove host.peer.rename host.profile.create host.profile.remove
        host.question.answer host.run.stop host.run.undo host.sandbox.run host.sandbox.test
        host.schedule.add host.schedule.edit host.schedule.fire host.schedule.pause
        host.schedule.remove host.schedule.resume host.secret.remove host.secret.rotate
        host.secret.set
        host.session.create host.session.delete host.session.fork host.session.index.rebuild
        host.session.rename host.web.open host.web.shut host.work.halt host.work.resume
        """;
    assertEquals(List.of(known.strip().split("\\s+", -1)), mutating);
  }

  @Test
  void setsASettingOnRecordAndTakesItBack() {
    String key = "{\"key\":\"tools.max_steps\"}";
    JsonNode usual = at.result("host.config.get", key);
    assertEquals("default", usual.path("explain").path("tools.max_steps").asString());

    JsonNode dry =
        at.result("host.config.set", "{\"key\":\"tools.max_steps\",\"value\":7,\"dryRun\":true}");
    assertFalse(dry.has("rev"));
    assertEquals(7, dry.path("after").asInt());
    assertEquals(usual, at.result("host.config.get", key));

    JsonNode set = at.result("host.config.set", "{\"key\":\"tools.max_steps\",\"value\":\"7\"}");
    assertEquals(7, set.path("after").asInt());
    JsonNode now = at.result("host.config.get", key);
    assertEquals(7, now.path("values").path("tools.max_steps").asInt());
    assertEquals("file", now.path("explain").path("tools.max_steps").asString());
    JsonNode diff = at.result("host.config.diff", "{}").path("changes").get(0);
    assertEquals("tools.max_steps", diff.path("key").asString());
    assertTrue(diff.has("default"));
    JsonNode revision = at.result("host.config.history", "{}").path("revisions").get(0);
    assertEquals("local:1000", revision.path("actor").asString());

    at.result("host.config.revert", "{\"rev\":" + set.path("rev") + "}");
    assertEquals(usual.path("values"), at.result("host.config.get", key).path("values"));
    assertEquals("invalid_params", at.code("host.config.set", "{\"key\":\"x\",\"value\":1}"));
    assertEquals("invalid_params", at.code("host.config.set", "{\"key\":\"model\"}"));
  }

  @Test
  void storesSecretsAndNamesThemOnly() {
    String canary = "sk-canary-4711";
    at.result("host.secret.set", "{\"name\":\"OPENAI_API_KEY\",\"value\":\"" + canary + "\"}");
    JsonNode names = at.result("host.secret.list", "{}");
    assertEquals("[\"OPENAI_API_KEY\"]", names.path("names").toString());
    String all =
        at.result("host.events.read", "{}").toString() + at.result("host.config.get", "{}") + names;
    assertFalse(all.contains(canary));
    at.result("host.secret.remove", "{\"name\":\"OPENAI_API_KEY\"}");
    assertEquals("not_found", at.code("host.secret.remove", "{\"name\":\"OPENAI_API_KEY\"}"));
  }

  @Test
  void readsEventsInPagesAndTellsTheHead() {
    conversation("hello");
    at.profile.journal().append(Draft.of(EventKind.DAEMON_STARTED, Actor.SYSTEM).corr("j1"));
    JsonNode all = at.result("host.events.read", "{\"after\":0,\"limit\":1000}");
    long head = all.path("head").asLong();
    assertEquals(head, all.path("events").size());
    JsonNode last = at.result("host.events.read", "{\"after\":" + (head - 1) + "}");
    assertEquals("daemon.started", last.path("events").get(0).path("kind").asString());
    assertEquals("j1", last.path("events").get(0).path("run").asString());
    assertEquals(
        1, at.result("host.events.read", "{\"kinds\":[\"daemon.started\"]}").path("events").size());
    assertEquals("invalid_params", at.code("host.events.read", "{\"kinds\":[\"nope\"]}"));
    assertEquals("invalid_params", at.code("host.events.read", "{\"after\":-1}"));
    assertEquals("invalid_params", at.code("host.events.read", "{\"limit\":1001}"));
    assertTrue(at.ask("host.events.read", "{\"limit\":1000}").has("result"));
    assertEquals("invalid_params", at.code("host.events.read", "{\"limit\":0}"));
    assertTrue(at.result("host.journal.verify", "{}").path("ok").asBoolean());
  }

  @Test
  void readsABlobInPieces() {
    byte[] content = "0123456789".getBytes(StandardCharsets.US_ASCII);
    var owner = new BlobOwner(BlobOwner.Kind.RESULT, "r1");
    var blob = at.profile.blobs().put(content, "text/plain", owner);
    String hash = "\"hash\":\"" + blob.hash() + "\"";
    JsonNode piece = at.result("host.blob.get", "{" + hash + ",\"offset\":8,\"length\":4}");
    assertEquals("ODk=", piece.path("base64").asString());
    assertTrue(piece.path("eof").asBoolean());
    assertEquals(10, piece.path("bytes").asInt());
    assertFalse(at.result("host.blob.get", "{" + hash + ",\"length\":9}").path("eof").asBoolean());
    assertEquals("invalid_params", at.code("host.blob.get", "{" + hash + ",\"length\":262145}"));
    assertTrue(at.ask("host.blob.get", "{" + hash + ",\"length\":262144}").has("result"));
    assertEquals("invalid_params", at.code("host.blob.get", "{\"hash\":\"../x\"}"));
    assertEquals(
        "text/plain", at.result("host.blob.show", "{" + hash + "}").path("mediaType").asString());
    assertTrue(at.result("host.blob.verify", "{}").path("ok").asBoolean());
    assertEquals(1, at.result("host.blob.list", "{}").path("blobs").size());
  }

  @Test
  void sumsUsageByDayFromTheRecord() {
    model("0.25", 100);
    at.time.advance(Duration.ofDays(1));
    model("0.50", 40);
    model("0.50", 2);
    JsonNode days = at.result("host.usage.daily", "{\"days\":2}").path("days");
    assertEquals(2, days.size());
    assertEquals(42, days.get(1).path("input").asInt());
    assertEquals(1.0, days.get(1).path("usd").asDouble());
    assertEquals(1, at.result("host.usage.daily", "{\"days\":1}").path("days").size());
    assertTrue(at.ask("host.usage.daily", "{\"days\":366}").has("result"));
    assertEquals("invalid_params", at.code("host.usage.daily", "{\"days\":367}"));
  }

  private void model(String usd, int input) {
    at.profile
        .journal()
        .append(
            Draft.of(EventKind.MODEL_ANSWERED, Actor.job(new JobId("j0123456789abcdefg")))
                .with("usd", usd)
                .with("input", input));
  }

  @Test
  void stopsTheDaemonOnRequest() {
    at.result("host.daemon.stop", "{}");
    assertEquals(1, at.stops.get());
    assertEquals("ok", at.result("host.daemon.status", "{}").at("/profiles/0/state").asString());
  }

  @Test
  void makesAndRemovesProfiles() {
    JsonNode made = at.result("host.profile.create", "{\"name\":\"work\"}");
    assertTrue(Files.isDirectory(Path.of(made.path("path").asString())));
    assertEquals("conflict", at.code("host.profile.create", "{\"name\":\"work\"}"));
    assertEquals("invalid_params", at.code("host.profile.create", "{\"name\":\"../x\"}"));
    JsonNode gone = at.result("host.profile.remove", "{\"name\":\"work\"}");
    assertTrue(Files.exists(Path.of(gone.path("trash").asString())));
  }

  /// Every string meets some verbs and every verb some strings; at night each meets each.
  @Test
  void survivesNaughtyStringsEverywhere() throws Exception {
    String id = conversation("hello").id().value();
    List<Naughty> calls =
        List.of(
            new Naughty("host.session.search", "query", Json.object()),
            new Naughty("host.session.rename", "title", Json.object().put("id", id)),
            new Naughty("host.config.get", "key", Json.object()),
            new Naughty("host.profile.create", "name", Json.object()),
            new Naughty("host.job.show", "job", Json.object()),
            new Naughty("host.blob.show", "hash", Json.object()),
            new Naughty("host.secret.remove", "name", Json.object()),
            new Naughty("host.approval.answer", "approval", Json.object().put("choice", "deny")),
            new Naughty("host.journal.verify", "profile", Json.object()));
    int first = 0;
    for (JsonNode text : naughty()) {
      for (int i = 0; i < Rounds.of(2, calls.size()); i++) {
        Naughty call = calls.get((first + i) % calls.size());
        ObjectNode params = call.params().deepCopy();
        params.set(call.field(), text);
        assertNotEquals("internal", at.code(call.verb(), params.toString()), call + " " + text);
      }
      first++;
    }
    assertTrue(at.result("host.journal.verify", "{}").path("ok").asBoolean());
    assertEquals(ErrorCode.NOT_FOUND.wire(), at.code("host.session.show", missing()));
  }

  private record Naughty(String verb, String field, ObjectNode params) {}

  private String missing() {
    SessionId id = at.ids.session();
    return "{\"id\":\"" + id + "\"}";
  }

  private static JsonNode naughty() throws Exception {
    try (InputStream in =
        Objects.requireNonNull(VerbsTest.class.getResourceAsStream("/naughty-strings/blns.json"))) {
      return Json.mapper().readTree(in);
    }
  }
}
