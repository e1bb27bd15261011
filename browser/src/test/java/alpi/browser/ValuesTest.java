package alpi.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// The values that engines are spoken to with.
class ValuesTest {
  @Test
  void readsReferencesAsSnapshotsPrintThem() {
    assertEquals(Optional.of(new Ref(17)), Ref.parse("e17"));
    assertEquals(Optional.of(new Ref(17)), Ref.parse(" [e17] "));
    for (String wrong : List.of("", "e", "17", "e0", "e-1", "e1x", "x17", "e1234567890123")) {
      assertEquals(Optional.empty(), Ref.parse(wrong), wrong);
    }
    assertEquals(Optional.of(new Ref(123456789012L)), Ref.parse("e123456789012"));
  }

  @Test
  void readsKeysWithWhatIsHeld() {
    assertEquals("Enter", KeyStroke.parse("Enter").orElseThrow().toString());
    KeyStroke stroke = KeyStroke.parse("Shift+Control+a").orElseThrow();
    assertEquals(2 | 8, stroke.bits());
    assertEquals("+", KeyStroke.parse("Control++").orElseThrow().key());
    assertEquals("+", KeyStroke.parse("+").orElseThrow().key());
    for (String wrong : List.of("", "Return", "Strg+a", "Control+", "ab")) {
      assertEquals(Optional.empty(), KeyStroke.parse(wrong), wrong);
    }
  }

  @Test
  void tellsWhatIsLeftUntilADeadline() throws EngineFault {
    var now = new AtomicLong(5);
    Deadline deadline = Deadline.in(Duration.ofSeconds(2), now::get);
    deadline.check("looking");
    assertEquals(Duration.ofSeconds(1), deadline.within(Duration.ofSeconds(1)).left());
    assertEquals(Duration.ofSeconds(2), deadline.within(Duration.ofSeconds(9)).left());
    now.addAndGet(Duration.ofSeconds(2).toNanos() - 1);
    assertFalse(deadline.passed());
    now.addAndGet(1);
    assertTrue(deadline.passed());
    EngineFault late = assertThrows(EngineFault.class, () -> deadline.check("looking"));
    assertEquals("Time ran out while looking.", late.fault().sentence());
    assertEquals(Deadline.LONGEST, Deadline.in(Deadline.LONGEST.plusNanos(1), now::get).left());
  }

  @Test
  void keepsTheLatestEvents() {
    var ring = new EventRing();
    for (int i = 0; i <= EventRing.MAX_EVENTS; i++) {
      ring.add(new BrowserEvent.Popup(new TabId(i + 1), ""));
    }
    List<BrowserEvent> all = ring.drain();
    assertEquals(EventRing.MAX_EVENTS, all.size());
    assertEquals(new BrowserEvent.Popup(new TabId(2), ""), all.getFirst());
    assertEquals(List.of(), ring.drain());
  }

  @Test
  void refusesWindowsNobodyHas() {
    Path any = Path.of("x");
    StorageState none = StorageState.NONE;
    var at = new SessionSpec(200, 4096, none, DialogPolicy.DISMISS, any, 1, Optional.empty());
    assertEquals(200, at.width());
    assertThrows(
        IllegalArgumentException.class,
        () -> new SessionSpec(199, 800, none, DialogPolicy.DISMISS, any, 1, Optional.empty()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SessionSpec(1280, 4097, none, DialogPolicy.DISMISS, any, 1, Optional.empty()));
  }

  @Test
  void refusesWhatIsNoStorageStateAndNeverShowsOne() {
    for (String wrong : List.of("", "[]", "{}", "{\"cookies\":1,\"origins\":[]}")) {
      assertThrows(IllegalArgumentException.class, () -> new StorageState(wrong), wrong);
    }
    var state = new StorageState("{\"cookies\":[{\"value\":\"secret\"}],\"origins\":[]}");
    assertFalse(state.toString().contains("secret"));
  }

  @Test
  void makesPicturesNoLargerThanAModelSees() {
    ShotSize window = ShotSize.of(1280, 800);
    assertEquals(1, window.scale());
    ShotSize tall = ShotSize.of(1280, ShotSize.MAX_PAGE_HEIGHT + 1);
    assertEquals(ShotSize.MAX_PAGE_HEIGHT, tall.height());
    assertTrue(tall.height() * tall.scale() <= ShotSize.MAX_SIDE);
    ShotSize square = ShotSize.of(1400, 1400);
    assertTrue(Math.pow(1400 * square.scale(), 2) <= ShotSize.MAX_PIXELS + 1);
  }

  @Test
  void answersEveryDialogSomehow() {
    assertTrue(DialogPolicy.DISMISS.accepts("alert"));
    assertTrue(DialogPolicy.DISMISS.accepts("beforeunload"));
    assertFalse(DialogPolicy.DISMISS.accepts("confirm"));
    assertFalse(DialogPolicy.DISMISS.accepts("prompt"));
    assertTrue(new DialogPolicy(true, "").accepts("prompt"));
  }
}
