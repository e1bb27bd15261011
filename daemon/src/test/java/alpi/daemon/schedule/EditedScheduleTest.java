package alpi.daemon.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.FakeTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EditedScheduleTest {
  private static final Trigger MINUTELY = new Trigger.Every(Duration.ofMinutes(1));

  @TempDir private Path dir;
  private final FakeTime time = new FakeTime();
  private Desk desk;

  @BeforeEach
  void opens() {
    desk = new Desk(dir, time, 3);
  }

  @AfterEach
  void closes() {
    desk.close();
  }

  @Test
  void anEditedScheduleKeepsItsIdAndWhatBecameOfItsMoments() throws Exception {
    Schedule old = desk.add("a", MINUTELY, "UTC", Overlap.SKIP, CatchUp.ONE);
    time.advance(Duration.ofMinutes(1));
    desk.ticker.tick();
    desk.settle();
    Trigger hourly = new Trigger.Every(Duration.ofHours(1));
    var wanted = desk.wanted("renamed", hourly, "UTC", Overlap.QUEUE, CatchUp.ONE);
    Schedule edited = desk.schedules.edit(old.id(), wanted, Desk.OWNER);
    assertEquals(edited, desk.schedules.named("renamed"));
    assertEquals(old.id(), edited.id());
    assertEquals(hourly, edited.trigger());
    assertEquals(1, desk.schedules.slots(old.id(), 10).size());
    assertEquals(1, desk.schedules.list().size());
    assertEquals(Optional.of(time.now().plus(Duration.ofHours(1))), edited.next());
  }

  @Test
  void anEditThatLeavesTheMomentsAloneLeavesThemGoingOn() {
    Schedule old = desk.add("a", MINUTELY, "UTC", Overlap.SKIP, CatchUp.ONE);
    time.advance(Duration.ofSeconds(40));
    var wanted = desk.wanted("a", MINUTELY, "UTC", Overlap.QUEUE, CatchUp.ALL);
    Schedule edited = desk.schedules.edit(old.id(), wanted, Desk.OWNER);
    assertEquals(Overlap.QUEUE, edited.overlap());
    assertEquals(old.created(), edited.created());
    assertEquals(old.next(), edited.next());
  }

  @Test
  void anEditIsMadeWholeOrNotAtAll() {
    Schedule old = desk.add("a", MINUTELY, "UTC", Overlap.SKIP, CatchUp.ONE);
    desk.add("b", MINUTELY, "UTC", Overlap.SKIP, CatchUp.ONE);
    var taken = desk.wanted("b", MINUTELY, "UTC", Overlap.SKIP, CatchUp.ONE);
    assertThrows(Problem.class, () -> desk.schedules.edit(old.id(), taken, Desk.OWNER));
    Trigger past = new Trigger.At(time.now());
    var late = desk.wanted("a", past, "UTC", Overlap.SKIP, CatchUp.ONE);
    assertThrows(Problem.class, () -> desk.schedules.edit(old.id(), late, Desk.OWNER));
    assertEquals(old, desk.schedules.named("a"));
    desk.schedules.remove(old.id(), Desk.OWNER);
    var gone = desk.wanted("a", MINUTELY, "UTC", Overlap.SKIP, CatchUp.ONE);
    assertThrows(Problem.class, () -> desk.schedules.edit(old.id(), gone, Desk.OWNER));
  }

  @Test
  void aPausedScheduleStaysPausedWhenItIsEdited() {
    Schedule old = desk.add("a", MINUTELY, "UTC", Overlap.SKIP, CatchUp.ONE);
    desk.schedules.pause(old.id(), Desk.OWNER);
    var wanted =
        desk.wanted("a", new Trigger.Every(Duration.ofHours(1)), "UTC", Overlap.SKIP, CatchUp.ONE);
    Schedule edited = desk.schedules.edit(old.id(), wanted, Desk.OWNER);
    assertTrue(edited.paused().isPresent());
    assertEquals(edited, desk.schedules.named("a"));
  }
}
