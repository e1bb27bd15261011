package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Ids;
import alpi.daemon.base.SessionId;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobSpec;
import alpi.daemon.policy.shell.CommandPlan;
import alpi.daemon.sandbox.Children;
import alpi.daemon.sandbox.Execution;
import alpi.daemon.sandbox.HostSandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SessionDeleteTest {
  private static final Actor OWNER = Actor.local(1000);

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
  void endsItsCommandsAndRemovesWhatTheyPutOut() throws Exception {
    SessionId deleted = at.profile.sessions().create(OWNER).id();
    SessionId other = at.profile.sessions().create(OWNER).id();
    start(deleted);
    String kept = start(other);
    at.result("host.session.delete", "{\"id\":\"" + deleted + "\"}");
    assertEquals(List.of(), at.profile.background().list(deleted));
    assertEquals("running", at.profile.background().status(kept, other).state());
    try (var files = Files.list(at.profile.home().background())) {
      List<String> names = files.map(file -> String.valueOf(file.getFileName())).toList();
      assertTrue(names.stream().allMatch(name -> name.startsWith(kept)), names::toString);
    }
  }

  private String start(SessionId session) {
    var execution =
        new Execution(
            new CommandPlan.Script("echo begun; sleep 600", false),
            root,
            Map.of(),
            Duration.ofMinutes(5),
            Execution.DEFAULT_KEEP_BYTES,
            at.profile.home().background());
    var sandbox =
        new HostSandbox(
            Map.of("PATH", "/usr/bin:/bin"),
            at.profile.sensitive(),
            new Children(Optional.empty()),
            Time.system(),
            new Ids(Time.system(), new Random(7)));
    return at.profile.background().start(sandbox, execution, session);
  }

  @Test
  void letsGoOfWhatFilesWereBeforeItsRuns() {
    SessionId session = at.profile.sessions().create(OWNER).id();
    Job run =
        at.profile
            .jobs()
            .submit(
                new JobSpec(
                    "test.none", Json.object(), OWNER, Optional.of(session), Optional.empty()));
    at.profile.jobs().cancel(run.id(), OWNER);
    var owner = new BlobOwner(BlobOwner.Kind.PREIMAGE, run.id().value());
    at.profile.blobs().put(new byte[] {1}, "text/plain", owner);
    at.result("host.session.delete", "{\"id\":\"" + session + "\"}");
    assertEquals(List.of(), at.profile.blobs().owners(BlobOwner.Kind.PREIMAGE));
  }
}
