package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class GrantVerbsTest {
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
  void givesShowsAndTakesBackAPermission() {
    JsonNode given =
        at.result(
                "host.grant.give",
                "{\"capability\":\"net\",\"scope\":\"example.com\",\"ttlMillis\":60000,\"uses\":2,"
                    + "\"bytes\":1000,\"reason\":\"news\"}")
            .path("grant");
    assertEquals("https://example.com:443", given.path("scope").asString());
    assertEquals("live", given.path("state").asString());
    assertEquals(1000, given.path("bytesLeft").asInt());
    assertEquals("local:1000", given.path("by").asString());
    String id = "{\"grant\":\"" + given.path("id").asString() + "\"}";
    assertEquals(given, at.result("host.grant.show", id).path("grant"));
    assertEquals(1, at.result("host.grant.list", "{}").path("grants").size());
    at.result("host.grant.revoke", id);
    assertEquals(0, at.result("host.grant.list", "{}").path("grants").size());
    JsonNode past = at.result("host.grant.list", "{\"all\":true}").path("grants").get(0);
    assertEquals("revoked", past.path("state").asString());
    assertEquals("local:1000", past.path("revokedBy").asString());
    assertEquals("not_found", at.code("host.grant.revoke", id));
    assertEquals("not_found", at.code("host.grant.show", "{\"grant\":\"g0000000000000000a\"}"));
  }

  @Test
  void aPermissionNamesSomethingThatCanBePermitted() {
    for (String wrong :
        List.of(
            "\"capability\":\"fly\",\"scope\":\"x\"",
            "\"capability\":\"ask\",\"scope\":\"owner\"",
            "\"capability\":\"net\",\"scope\":\"not a host\"",
            "\"capability\":\"net\",\"scope\":\"*.com\"",
            "\"capability\":\"fs:write\",\"scope\":\"/\"",
            "\"capability\":\"exec\",\"scope\":\"ls\",\"ttlMillis\":999",
            "\"capability\":\"exec\",\"scope\":\"ls\",\"ttlMillis\":7776000001",
            "\"capability\":\"exec\",\"scope\":\"ls\",\"usd\":1",
            "\"capability\":\"net\",\"scope\":\"example.com\",\"bytes\":1,\"usd\":1",
            "\"capability\":\"money\",\"scope\":\"usd\",\"usd\":0",
            "\"capability\":\"exec\",\"scope\":\"ls\",\"uses\":0")) {
      assertEquals("invalid_params", at.code("host.grant.give", "{" + wrong + "}"), wrong);
    }
    assertEquals(
        "denied", at.code("host.grant.give", "{\"capability\":\"exec\",\"scope\":\"rm -rf /\"}"));
    String ls = "\"capability\":\"exec\",\"scope\":\"ls\"";
    assertEquals(
        "not_found", at.code("host.grant.give", "{" + ls + ",\"job\":\"j0000000000000000a\"}"));
    assertEquals(
        "not_found", at.code("host.grant.give", "{" + ls + ",\"session\":\"s0000000000000000a\"}"));
  }

  @Test
  void aPermissionForAJobIsGivenWhileTheJobIsOn() {
    Job job =
        at.profile
            .jobs()
            .submit(
                new JobSpec(
                    "test", Json.object(), Actor.local(1000), Optional.empty(), Optional.empty()));
    String give = "{\"capability\":\"exec\",\"scope\":\"ls\",\"job\":\"" + job.id().value() + "\"}";
    JsonNode given = at.result("host.grant.give", give).path("grant");
    assertEquals(job.id().value(), given.path("job").asString());
    at.profile.jobs().cancel(job.id(), Actor.local(1000));
    assertEquals("conflict", at.code("host.grant.give", give));
  }
}
