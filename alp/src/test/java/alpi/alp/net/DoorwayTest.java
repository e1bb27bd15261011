package alpi.alp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.alp.link.LinkLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who may come in, who waits, and who gives way to whom.
class DoorwayTest {
  private static Doorway<Integer> doorway(int handshakes, int connections, int perAddress) {
    return new Doorway<>(
        new NetLimits(
            LinkLimits.STANDARD, handshakes, connections, perAddress, Duration.ofSeconds(1)));
  }

  private static Doorway.Change<Integer> begun(int... connections) {
    List<Integer> begun = new ArrayList<>();
    for (int connection : connections) {
      begun.add(connection);
    }
    return new Doorway.Change<>(begun, List.of());
  }

  @Test
  void letsSoManyHandshakesRunAndTheNextAddressWait() {
    Doorway<Integer> door = doorway(2, 8, 4);
    assertEquals(begun(1), door.arrived(1, "a"));
    assertEquals(begun(2), door.arrived(2, "b"));
    assertEquals(begun(), door.arrived(3, "c"));
    assertEquals(List.of(3), door.settled(1, true));
    assertEquals(List.of(), door.settled(2, false));
  }

  @Test
  void anAddressHasHalfOfTheHandshakesAndItsSilentOnesGiveWay() {
    Doorway<Integer> door = doorway(4, 8, 8);
    door.arrived(1, "a");
    door.arrived(2, "a");
    door.heard(1);
    assertEquals(new Doorway.Change<>(List.of(3), List.of(2)), door.arrived(3, "a"));
    door.heard(3);
    assertEquals(new Doorway.Change<>(List.of(4), List.of(1)), door.arrived(4, "a"));
    assertEquals(2, door.size());
  }

  @Test
  void anAddressWithManyHandshakesMakesRoomForOneWithFew() {
    Doorway<Integer> door = doorway(2, 8, 8);
    door.arrived(1, "a");
    door.arrived(2, "b");
    assertEquals(begun(), door.arrived(3, "c"));
    Doorway<Integer> wide = doorway(4, 8, 8);
    wide.arrived(1, "a");
    wide.arrived(2, "a");
    wide.arrived(3, "b");
    wide.arrived(4, "b");
    assertEquals(new Doorway.Change<>(List.of(5), List.of(1)), wide.arrived(5, "c"));
  }

  @Test
  void hasOneConnectionPastTheLimitOfAnAddressGiveWay() {
    Doorway<Integer> door = doorway(8, 8, 2);
    door.arrived(1, "a");
    door.arrived(2, "a");
    assertEquals(begun(3), door.arrived(3, "b"));
    assertEquals(List.of(1), door.arrived(4, "a").gone());
    assertEquals(3, door.size());
  }

  @Test
  void closesTheNewcomerWhereAllOthersAreProven() {
    Doorway<Integer> door = doorway(2, 2, 2);
    door.arrived(1, "a");
    door.settled(1, true);
    door.arrived(2, "a");
    door.settled(2, true);
    assertEquals(List.of(3), door.arrived(3, "a").gone());
    assertEquals(List.of(4), door.arrived(4, "b").gone());
    door.left(1);
    assertEquals(begun(5), door.arrived(5, "b"));
  }

  @Test
  void fullMeansThatTheBusiestAddressGivesWay() {
    Doorway<Integer> door = doorway(4, 4, 4);
    door.arrived(1, "a");
    door.settled(1, true);
    door.arrived(2, "b");
    door.settled(2, false);
    door.arrived(3, "c");
    door.arrived(4, "c");
    assertEquals(List.of(3), door.arrived(5, "d").gone());
  }

  @Test
  void neverHasMoreThanItsLimitsWhateverComes() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    Doorway<Integer> door = doorway(4, 12, 5);
    Set<Integer> open = new HashSet<>();
    Set<Integer> shaking = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      if (open.isEmpty() || random.nextInt(3) > 0) {
        Doorway.Change<Integer> change = door.arrived(i, "x" + random.nextInt(4));
        open.add(i);
        change.gone().forEach(open::remove);
        change.gone().forEach(shaking::remove);
        shaking.addAll(change.begun());
      } else {
        int one = List.copyOf(open).get(random.nextInt(open.size()));
        shaking.remove(one);
        if (random.nextBoolean()) {
          open.remove(one);
          shaking.addAll(door.left(one));
        } else {
          shaking.addAll(door.settled(one, random.nextBoolean()));
        }
      }
      assertEquals(open.size(), door.size(), "seed " + seed);
      assertEquals(true, open.size() <= 12 && shaking.size() <= 4, "seed " + seed);
      assertEquals(true, open.containsAll(shaking), "seed " + seed);
    }
  }
}
