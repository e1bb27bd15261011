package alpi.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.BlobRef;
import alpi.alp.json.Json;
import alpi.daemon.agent.TurnJob;
import alpi.daemon.base.Actor;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobFilter;
import alpi.daemon.job.JobSpec;
import alpi.daemon.job.JobState;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HousekeepingTest {
  private static final Actor OWNER = Actor.local(1000);

  @TempDir Path dir;
  private MachineFixture fixture;
  private ProfileRooms rooms;
  private DailyRound round;

  @BeforeEach
  void open() {
    fixture = new MachineFixture(dir.resolve("home"));
    rooms = fixture.open.find(ProfileName.DEFAULT);
    round = new DailyRound(fixture.open, fixture.time);
    fixture.machine.scheduler().start();
  }

  @AfterEach
  void close() {
    round.close();
    fixture.close();
  }

  private Job today() throws InterruptedException {
    round.round();
    Job job = rooms.jobs().list(JobFilter.ALL.ofKind(Housekeeping.KIND), 1).getFirst();
    Job ended = fixture.machine.scheduler().await(job.id(), Duration.ofSeconds(30));
    assertEquals(JobState.DONE, ended.state(), ended::toString);
    return ended;
  }

  private Path file(Path folder, String name, Duration age) throws IOException {
    Path file = Files.writeString(PrivateFiles.directory(folder).resolve(name), "left over");
    Files.setLastModifiedTime(file, FileTime.from(fixture.time.now().minus(age)));
    return file;
  }

  @Test
  void isDoneOnceADayAndOnRecord() throws InterruptedException {
    Job first = today();
    assertEquals(first.id(), today().id());
    fixture.time.advance(Duration.ofDays(1));
    assertFalse(first.id().equals(today().id()));
    EventQuery ends = EventQuery.after(0, 100).kinds(Set.of(EventKind.JOB_DONE));
    assertEquals(2, rooms.journal().read(ends).size());
  }

  @Test
  void recordsWhichPermissionsRanOut() throws InterruptedException {
    rooms
        .grants()
        .issue(
            Optional.empty(),
            Capability.NET,
            Scope.exact("https://example.com:443"),
            Duration.ofMinutes(1),
            OptionalLong.empty(),
            "for a test",
            OWNER);
    fixture.time.advance(Duration.ofMinutes(2));
    assertEquals(1, today().result().orElseThrow().path("grants").asInt());
    EventQuery expired = EventQuery.after(0, 100).kinds(Set.of(EventKind.GRANT_EXPIRED));
    assertEquals(1, rooms.journal().read(expired).size());
  }

  @Test
  void sweepsBlobsThatNobodyOwnsAndKeepsTheOthers() throws InterruptedException {
    var session = new BlobOwner(BlobOwner.Kind.SESSION, "s0000000000000000a");
    BlobRef kept = rooms.blobs().put(new byte[] {1}, "text/plain", session);
    BlobRef gone = rooms.blobs().put(new byte[] {2}, "text/plain", session);
    rooms.blobs().disown(gone.hash(), session);
    fixture.time.advance(Duration.ofHours(25));
    assertEquals(1, today().result().orElseThrow().path("blobs").asInt());
    assertTrue(rooms.blobs().stat(kept.hash()).isPresent());
    assertTrue(rooms.blobs().stat(gone.hash()).isEmpty());
  }

  @Test
  void letsGoOfWhatFilesWereBeforeRunsOfConversationsThatAreGone() throws InterruptedException {
    SessionId kept = rooms.sessions().create(OWNER).id();
    BlobOwner ofKept = preimage(kept, 1);
    BlobOwner ofGone = preimage(new SessionId("s0000000000000000b"), 2);
    assertEquals(0, today().result().orElseThrow().path("preimages").asInt());
    fixture.time.advance(Housekeeping.KEPT.plusSeconds(1));
    assertEquals(1, today().result().orElseThrow().path("preimages").asInt());
    assertEquals(List.of(ofKept), rooms.blobs().owners(BlobOwner.Kind.PREIMAGE));
    assertFalse(ofKept.equals(ofGone));
  }

  private BlobOwner preimage(SessionId session, int content) throws InterruptedException {
    var spec =
        new JobSpec("test.none", Json.object(), OWNER, Optional.of(session), Optional.empty());
    Job run = rooms.jobs().submit(spec);
    fixture.machine.scheduler().await(run.id(), Duration.ofSeconds(30));
    var owner = new BlobOwner(BlobOwner.Kind.PREIMAGE, run.id().value());
    rooms.blobs().put(new byte[] {(byte) content}, "text/plain", owner);
    return owner;
  }

  @Test
  void removesWhatClientsAndCommandsLeftBehind() throws Exception {
    Path background = rooms.home().background();
    Path staged = fixture.machine.home().staged();
    Path old = file(background, "b1.out", Duration.ofHours(25));
    Path fresh = file(background, "b2.err", Duration.ofHours(23));
    Path abandoned = file(staged, "stdin-1", Duration.ofHours(25));
    Path sending = file(staged, "stdin-2", Duration.ofHours(23));
    var result = today().result().orElseThrow();
    assertEquals(1, result.path("outputs").asInt());
    assertEquals(1, result.path("staged").asInt());
    assertFalse(Files.exists(old) || Files.exists(abandoned));
    assertTrue(Files.exists(fresh) && Files.exists(sending));
    assertEquals(List.of(), rooms.jobs().list(JobFilter.LIVE.ofKind(TurnJob.KIND), 1));
  }
}
