package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.daemon.agent.TurnJob;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.job.JobSpec;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message.User;
import alpi.daemon.session.Session;
import alpi.daemon.tool.Owners;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is kept of a run besides its events, read over the plane.
@Timeout(60)
class RunPaperVerbsTest {
  private static final Actor OWNER = Actor.local(1000);
  private static final String CANARY = "sk-canary-0123456789abcdef";

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

  private JobId run() {
    Session session = at.profile.sessions().create(OWNER);
    ObjectNode ticket = Json.object().put("session", session.id().value());
    return at.profile
        .jobs()
        .submit(
            new JobSpec(TurnJob.KIND, ticket, OWNER, Optional.of(session.id()), Optional.empty()))
        .id();
  }

  private static Draft of(JobId run, EventKind kind) {
    return Draft.of(kind, Actor.job(run)).corr(run.value());
  }

  private void record(Draft draft) {
    at.profile.journal().append(draft);
  }

  private static String params(JobId run) {
    return Json.text(Json.object().put("run", run.value()));
  }

  /// All lines of an export, put together from its pieces.
  private List<JsonNode> bundle(JobId run) {
    StringBuilder text = new StringBuilder();
    Optional<String> from = Optional.empty();
    do {
      ObjectNode params = Json.object().put("run", run.value());
      from.ifPresent(next -> params.put("from", next));
      JsonNode piece = at.result("host.run.export", Json.text(params));
      text.append(piece.path("text").asString());
      from = Optional.of(piece.path("next").asString("")).filter(next -> !next.isEmpty());
    } while (from.isPresent());
    return text.toString().lines().map(Json::parse).toList();
  }

  private void changed(JobId run, Path file, Optional<String> before, Optional<String> after) {
    record(
        of(run, EventKind.FILE_CHANGED)
            .with("path", file.toString())
            .with("tool", "write")
            .with("before", before.map(RunPaperVerbsTest::kept).orElse("absent"))
            .with("after", after.map(RunPaperVerbsTest::kept).orElse("absent")));
    before.ifPresent(text ->
        at.profile
            .blobs()
            .put(
                text.getBytes(StandardCharsets.UTF_8),
                "application/octet-stream",
                Owners.preimage(run)));
  }

  private static String kept(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).hex();
  }

  @Test
  void showsHowARunChangedFilesFromWhatTheyHeldBefore() throws Exception {
    at.result("host.secret.set", "{\"name\":\"KEY\",\"value\":\"" + CANARY + "\"}");
    JobId run = run();
    Path edited = root.resolve("edited.txt");
    changed(run, edited, Optional.of("one\ntwo\nthree\n"), Optional.of("one\n2\nthree\n"));
    changed(run, edited, Optional.of("one\n2\nthree\n"), Optional.of("one\n2\nthree"));
    Files.writeString(edited, "one\n2\nthree");
    Path made = root.resolve("made.txt");
    changed(run, made, Optional.empty(), Optional.of("key " + CANARY + "\n"));
    Files.writeString(made, "key " + CANARY + "\n");
    Path since = root.resolve("since.txt");
    changed(run, since, Optional.of("x"), Optional.of("y"));
    Files.writeString(since, "z");
    Path binary = root.resolve("binary");
    changed(run, binary, Optional.of("\0"), Optional.empty());

    JsonNode files = at.result("host.run.diff", params(run)).path("files");
    assertEquals(
        "--- "
            + edited
            + "\n+++ "
            + edited
            + "\n@@ -1,3 +1,3 @@\n one\n-two\n-three\n+2\n+three\n\\ No newline at end of file\n",
        files.get(0).path("diff").asString());
    assertEquals("created", files.get(1).path("change").asString());
    assertEquals(
        "--- /dev/null\n+++ " + made + "\n@@ -0,0 +1,1 @@\n+key [redacted]\n",
        files.get(1).path("diff").asString());
    assertTrue(files.get(2).path("why").asString().contains("changed since"), files.toString());
    assertFalse(files.get(2).has("diff"));
    assertEquals("it is not text", files.get(3).path("why").asString());
    assertEquals("removed", files.get(3).path("change").asString());
  }

  @Test
  void aBundleHoldsWhatWasSaidAndNoSecret() {
    at.result("host.secret.set", "{\"name\":\"KEY\",\"value\":\"" + CANARY + "\"}");
    JobId run = run();
    Session session = at.profile.sessions().open(at.profile.runs().find(run).session());
    session.append(
        new User(at.time.now(), run.value(), "my key is " + CANARY, List.of(), Labels.OWNER));
    session.append(new User(at.time.now(), "j0000000000000000z", "other", List.of(), Labels.OWNER));
    List<JsonNode> lines = bundle(run);
    assertEquals(1, lines.getFirst().path("bundle").asInt());
    assertEquals("run", lines.getFirst().path("kind").asString());
    JsonNode said =
        lines.stream()
            .filter(line -> line.path("kind").asString().equals("message"))
            .toList()
            .getFirst();
    assertEquals("my key is [redacted]", said.path("text").asString());
    assertEquals(1, lines.getLast().path("messages").asInt());
    assertFalse(lines.toString().contains(CANARY));
    for (String wrong : List.of("", "tail.0.0.0.0.0", "events.0", "head.0.0.0.0.-1", "x")) {
      ObjectNode params = Json.object().put("run", run.value()).put("from", wrong);
      assertEquals("invalid_params", at.code("host.run.export", Json.text(params)), wrong);
    }
  }

  @Test
  void comparesTheSettingsTwoRunsBeganWith() {
    JobId first = run();
    assertEquals("not_found", at.code("host.run.settings", params(first)));
    begun(first);
    JobId same = run();
    begun(same);
    at.result("host.config.set", "{\"key\":\"tools.max_steps\",\"value\":7}");
    JobId other = run();
    begun(other);

    assertEquals(
        at.result("host.run.settings", params(first)),
        at.result("host.run.settings", params(same)));
    JsonNode changes = compared(first, other);
    assertEquals(1, changes.size(), changes.toString());
    assertEquals("tools.max_steps", changes.get(0).path("key").asString());
    assertEquals(7, changes.get(0).path("after").asInt());
    assertEquals(0, compared(first, same).size());
  }

  private JsonNode compared(JobId run, JobId other) {
    ObjectNode params = Json.object().put("run", run.value()).put("other", other.value());
    return at.result("host.run.compare", Json.text(params)).path("changes");
  }

  private void begun(JobId run) {
    Sha256 hash = at.profile.snapshots().keep(at.profile.settings().current()).orElseThrow();
    record(of(run, EventKind.RUN_STARTED).with("settings", hash.hex()));
  }
}
