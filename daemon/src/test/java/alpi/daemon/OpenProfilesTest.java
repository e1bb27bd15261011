package alpi.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.host.Rooms;
import alpi.daemon.job.Jobs;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OpenProfilesTest {
  private static final ProfileName WORK = new ProfileName("work");

  @TempDir Path dir;
  private MachineFixture fixture;

  @BeforeEach
  void open() {
    fixture = new MachineFixture(dir.resolve("home"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Optional<Problem> problem(ProfileName name) {
    return fixture.open.list().stream()
        .filter(entry -> entry.home().name().equals(name))
        .findFirst()
        .flatMap(Rooms.Entry::problem);
  }

  @Test
  void aProfileWhoseFolderCannotBeUsedStopsNobodyElse() throws IOException {
    ProfileHome work = fixture.profiles.create(WORK);
    Path inTheWay = Files.writeString(work.blobs().resolve(".incoming"), "in the way");
    fixture.open.openAll();
    assertEquals(ErrorCode.STORAGE, problem(WORK).orElseThrow().code());
    assertTrue(problem(WORK).orElseThrow().sentence().contains("profile work cannot be used"));
    assertEquals(Optional.empty(), problem(ProfileName.DEFAULT));
    Files.delete(inTheWay);
    assertEquals(WORK, fixture.open.find(WORK).name());
    assertEquals(Optional.empty(), problem(WORK));
  }

  @Test
  void aDefaultProfileThatIsBrokenLeavesTheOthersInUse() throws IOException {
    fixture.profiles.create(WORK);
    Files.writeString(fixture.machine.home().profile(ProfileName.DEFAULT).config(), "model: [");
    fixture.open.openAll();
    assertEquals(ErrorCode.CONFIG_BROKEN, problem(ProfileName.DEFAULT).orElseThrow().code());
    assertEquals(WORK, fixture.open.find(WORK).name());
  }

  @Test
  void whatWeDidNotForeseeIsTheProfilesTroubleAndLeavesNothingBehind() {
    ProfileHome work = fixture.profiles.create(WORK);
    spend(work, "0.25");
    try (Journal other =
        Journal.open(fixture.profiles.create(new ProfileName("x")), fixture.time)) {
      fixture
          .machine
          .scheduler()
          .attach(WORK, new Jobs(other, fixture.machine.ids(), fixture.time));
      Problem problem = assertThrows(Problem.class, () -> fixture.open.find(WORK));
      assertEquals(ErrorCode.INTERNAL, problem.code());
      assertEquals(WORK, fixture.open.find(WORK).name());
    }
    assertEquals(new BigDecimal("0.25"), fixture.ledger.spent(WORK, today()));
  }

  @Test
  void whatWasSpentTodayIsKnownAfterAnyNumberOfLaterEvents() {
    ProfileHome work = fixture.profiles.create(WORK);
    spend(work, "0.5");
    fixture.time.advance(Duration.ofDays(1));
    spend(work, "0.125");
    try (Journal journal = Journal.open(work, fixture.time)) {
      journal.transact(tx -> {
        for (int i = 0; i < 10_000; i++) {
          tx.append(Draft.of(EventKind.SESSION_OPENED, Actor.SYSTEM));
        }
        return true;
      });
    }
    fixture.open.find(WORK);
    assertEquals(new BigDecimal("0.125"), fixture.ledger.spent(WORK, today()));
  }

  private LocalDate today() {
    return LocalDate.ofInstant(fixture.time.now(), ZoneOffset.UTC);
  }

  private void spend(ProfileHome work, String usd) {
    try (Journal journal = Journal.open(work, fixture.time)) {
      journal.append(Draft.of(EventKind.MODEL_ANSWERED, Actor.SYSTEM).with("usd", usd));
    }
  }
}
