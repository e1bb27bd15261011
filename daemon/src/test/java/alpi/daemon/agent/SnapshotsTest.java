package alpi.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.JobId;
import alpi.daemon.base.Secret;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// The settings that real turns began with.
@Timeout(60)
class SnapshotsTest {
  private static final String ANSWER =
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"yes\"},"
          + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
  private static final String CANARY = "hush-0123456789-canary";

  @TempDir Path dir;

  @Test
  void aRunNamesTheSettingsItBeganWithAndEqualOnesAreKeptOnce() throws Exception {
    try (TurnFixture at = new TurnFixture(dir, (_, _, reply) -> reply.stream(ANSWER))) {
      Sha256 first = settings(at, at.run("hello").result().turn());
      long head = at.kit.journal().head();
      Sha256 second = settings(at, at.run("again").result().turn());
      assertEquals(first, second);
      assertEquals(
          0,
          at.kit
              .journal()
              .read(EventQuery.after(head, 1000).kinds(Set.of(EventKind.BLOB_STORED)))
              .size());
      ObjectNode kept = at.kit.snapshots().read(first);
      assertTrue(kept.has("tools"), kept.toString());
    }
  }

  @Test
  void secretsAndHeadersAreNotAmongThem() throws Exception {
    try (TurnFixture at = new TurnFixture(dir, (_, _, reply) -> reply.stream(ANSWER))) {
      at.kit.settings().setSecret("KEY", new Secret(CANARY), TurnFixture.OWNER);
      Files.writeString(
          at.profile.config(),
          """
          model: own/m
          workspace: '/ws/%s'
          providers:
            own:
              wire: openai-chat
              base_url: http://127.0.0.1:1/v1
              headers:
                X-Token: nobody-registered-this
          """
              .formatted(CANARY));
      Sha256 hash = at.kit.snapshots().keep(at.kit.settings().reload()).orElseThrow();
      String kept = at.kit.snapshots().read(hash).toString();
      assertFalse(kept.contains(CANARY), kept);
      assertFalse(kept.contains("nobody-registered-this"), kept);
      assertTrue(kept.contains("X-Token"), kept);
    }
  }

  private static Sha256 settings(TurnFixture at, JobId run) {
    return new Sha256(
        at.kit
            .journal()
            .read(EventQuery.ofRun(run.value()).kinds(Set.of(EventKind.RUN_STARTED)))
            .getFirst()
            .body()
            .path("settings")
            .asString());
  }
}
